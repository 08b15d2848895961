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
READ_PDF_SCANNED = (
    "{file}: in deze PDF staat geen tekst, alleen beeld (een scan). Maak er eerst een doorzoekbare "
    "PDF van met tekstherkenning (OCR)."
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
