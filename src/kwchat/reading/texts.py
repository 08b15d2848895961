"""What a person reads when a file cannot be read."""

READ_UNKNOWN_SUFFIX = (
    "{file}: dit soort bestand leest kwchat niet. Bewaar het als een van deze: {suffixes}."
)
READ_NOT_OPENED = (
    "{file}: het bestand kan niet worden geopend. Controleer of het er staat en of je het mag "
    "lezen."
)
READ_EMPTY = "{file}: er staat geen tekst in dit bestand. Vul het, of haal het uit de map."
READ_UNDECODABLE = (
    "{file}: dit is geen leesbare tekst. Bewaar het bestand opnieuw als tekst met codering UTF-8."
)
READ_TOO_DEEP = (
    "{file}: in dit bestand zijn te veel blokken in elkaar gezet om het te lezen. Open het en "
    "bewaar het als PDF."
)
READ_PDF_DAMAGED = (
    "{file}: dit is geen leesbare PDF; het bestand is beschadigd of niet af. Exporteer of download "
    "de PDF opnieuw."
)
READ_PDF_ENCRYPTED = (
    "{file}: deze PDF is met een wachtwoord beveiligd. Bewaar een kopie zonder wachtwoord."
)
OCR_COMMAND = "sudo apt-get install tesseract-ocr tesseract-ocr-nld"
READ_PDF_SCANNED = (
    "{file}: in deze PDF staat geen tekst, alleen beeld (een scan). Installeer tekstherkenning "
    "({command}) en voer ingest opnieuw uit, of maak er zelf een doorzoekbare PDF van."
)
READ_PDF_UNRECOGNISED = (
    "{file}: in deze PDF staat geen tekst, alleen beeld (een scan), en daarin is geen tekst "
    "herkend. Scan het opnieuw, rechtop en scherp (300 dpi)."
)
READ_DOCX_DAMAGED = (
    "{file}: dit is geen leesbaar Word-bestand (.docx). Open het in Word of LibreOffice, haal een "
    "eventueel wachtwoord eraf en bewaar het opnieuw als .docx."
)
READ_TOO_LARGE_UNPACKED = (
    "{file}: uitgepakt is dit bestand veel groter dan een document hoort te zijn. Open het in het "
    "programma waarmee het is gemaakt, en bewaar het opnieuw."
)
READ_XML_ENTITIES = (
    "{file}: in dit bestand staan XML-entiteiten, en die horen niet in een document. Bewaar het "
    "opnieuw in het programma waarmee het is gemaakt."
)
READ_OFFICE_ENCRYPTED = (
    "{file}: dit bestand is met een wachtwoord beveiligd. Bewaar een kopie zonder wachtwoord."
)
READ_OTHER_KIND = (
    "{file}: de naam eindigt op {suffix}, maar het is een {real}-bestand. Geef het de naam die "
    "erbij hoort, of bewaar het opnieuw als {suffix}."
)
READ_PPTX_DAMAGED = (
    "{file}: dit is geen leesbare PowerPoint-presentatie (.pptx). Open haar in PowerPoint of "
    "LibreOffice en bewaar haar opnieuw als .pptx."
)
READ_XLSX_DAMAGED = (
    "{file}: dit is geen leesbaar Excel-bestand (.xlsx). Open het in Excel of LibreOffice en "
    "bewaar het opnieuw als .xlsx."
)
READ_ODF_DAMAGED = (
    "{file}: dit is geen leesbaar LibreOffice-bestand van deze soort. Open het in LibreOffice en "
    "bewaar het opnieuw."
)
READ_RTF_DAMAGED = (
    "{file}: dit is geen leesbaar RTF-bestand. Open het in Word of LibreOffice en bewaar het "
    "opnieuw als .docx."
)
READ_EPUB_DAMAGED = (
    "{file}: dit is geen leesbaar e-boek (.epub); het is beschadigd, of alleen te openen in de app "
    "van de winkel. Neem een exemplaar zonder die beveiliging."
)
READ_EML_DAMAGED = (
    "{file}: dit is geen leesbaar e-mailbericht (.eml). Bewaar het opnieuw vanuit het "
    "mailprogramma."
)
READ_MSG_DAMAGED = (
    "{file}: dit is geen leesbaar Outlook-bericht (.msg). Bewaar het opnieuw vanuit Outlook."
)
READ_DOC_NO_PROGRAM = (
    "{file}: een Word-bestand van vóór 2007 (.doc) leest kwchat met LibreOffice of antiword, en "
    "die zijn hier niet. Installeer er een, of bewaar het bestand als .docx."
)
READ_DOC_DAMAGED = (
    "{file}: dit is geen leesbaar Word-bestand (.doc). Open het in Word of LibreOffice en bewaar "
    "het als .docx."
)

PLACE_SLIDE = "dia {number}"
PLACE_SHEET = "blad {name}"
PLACE_CHAPTER = "hoofdstuk {name}"
PLACE_PART = "deel {number}"
SHEET_TRUE, SHEET_FALSE = "WAAR", "ONWAAR"
SHEET_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MAIL_FROM, MAIL_TO, MAIL_DATE = "Van", "Aan", "Datum"
MAIL_UNNAMED = "zonder naam"
READ_TOO_LONG = (
    "{file}: het lezen van dit bestand duurde te lang en is afgebroken; er is niets van gelezen. "
    "Splits het, of bewaar het opnieuw."
)
READ_TOO_HEAVY = (
    "{file}: het lezen van dit bestand kostte te veel geheugen en is afgebroken; er is niets van "
    "gelezen. Splits het, of bewaar het opnieuw."
)
READ_CRASHED = (
    "{file}: het lezen van dit bestand brak af; er is niets van gelezen ({reason}). Bewaar het "
    "opnieuw, of haal het uit de map."
)
