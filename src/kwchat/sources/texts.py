"""What a person reads about records, references and originals."""

NO_DATE = "z.d."
BIBLIOGRAPHY_UNREADABLE = "De bibliografie {path} is niet te lezen. Bewaar haar als UTF-8-tekst."
BIBLIOGRAPHY_NOT_KEPT = (
    "De verwijzingen in de index zijn beschadigd. Herstel ze met `kwchat ingest`."
)
BIBLIOGRAPHY_NO_JSON = (
    "De bibliografie {path} is geen geldige JSON: kijk bij regel {line}, teken {column}."
)
BIBLIOGRAPHY_NO_LIST = "De bibliografie {path} moet een lijst van records zijn: [{{…}}, {{…}}]."
BIBLIOGRAPHY_FIELD = (
    "Bibliografie {path}, record {number} ({id}): het veld '{field}' ontbreekt of klopt niet. "
    "Daar hoort {expected}."
)
BIBLIOGRAPHY_TWICE = (
    "Bibliografie {path}, record {number} ({id}): een eerder record heeft dezelfde '{field}'. "
    "Geef elk record een eigen '{field}'."
)
_NAMES_EXPECTED = 'een lijst van namen, elk met "family" (en "given") of met "literal"'
_DATE_EXPECTED = 'een datum, zoals {"date-parts": [[2019]]} of [[2019, 5, 31]]'
BIBLIOGRAPHY_EXPECTED = {
    "text": "een tekst",
    "type": 'een soort die CSL kent, zoals "report", "article-journal", "book" of "webpage"',
    "author": _NAMES_EXPECTED,
    "editor": _NAMES_EXPECTED,
    "translator": _NAMES_EXPECTED,
    "issued": _DATE_EXPECTED,
    "accessed": _DATE_EXPECTED,
    "custom": (
        '{"file": "pad in de corpusmap, met /", "kind": "brief, bron, samenvatting of eigen"}'
    ),
}
OWN_RECORD_NOT_ONE = "{path} moet één record bevatten: {{…}}, of een lijst van één."
OWN_RECORD_ALONE = (
    "Bij {path} ontbreekt het document. Zet het ernaast onder dezelfde naam, of haal het record "
    "weg."
)
OWN_RECORD_SHARED = (
    "Bij {path} staan meer documenten met die naam ({files}). Geef elk document een eigen naam."
)
OWN_RECORD_ID = "{path}: een andere bron heeft ook id '{id}'. Geef dit record een eigen 'id'."
SUMMARY_REFERENCE = "Samenvatting door dit project van: {reference}"
SUMMARY_IN_TEXT = "samenvatting van {work} door dit project"
SUMMARY_OVERVIEW_REFERENCE = "{title} [Samenvatting door dit project]."
SUMMARY_OVERVIEW_IN_TEXT = "samenvatting ‘{title}’ door dit project"
SUMMARY_UNREADABLE = "De samenvatting {file} is niet te lezen. Bewaar haar als UTF-8-tekst."
SUMMARY_FRONT_MATTER = (
    "De samenvatting {file} klopt niet: het veld '{field}' {fault}. Bovenaan horen, tussen twee "
    "regels met ---, id, kind en record (of title, bij een samenvatting van meer werken)."
)
SUMMARY_MISSING = "ontbreekt"
SUMMARY_NO_KIND = "is niet 'samenvatting'"
SUMMARY_NO_RECORD = "noemt '{record}', en dat record staat niet in de bibliografie"
SUMMARY_ID_TWICE = "is dezelfde als die van een andere bron"
FETCH_ADDRESS = "{address}: dit is geen openbaar webadres dat begint met https:// of http://."
FETCH_NAME = "De naam {host} is niet te vinden. Controleer het adres, en of er internet is."
FETCH_PRIVATE = "{address}: {host} ligt niet op het openbare internet; daar haalt kwchat niets op."
FETCH_NO_CONNECTION = "Met {host} komt geen (veilige) verbinding tot stand."
FETCH_SILENCE = "{address}: de server zwijgt te lang."
FETCH_SLOW = "{address}: het ophalen duurt te lang."
FETCH_CUT_OFF = "{address}: de verbinding brak af; het document is niet heel."
FETCH_UNREADABLE = "{address}: het antwoord van de server is niet te begrijpen."
FETCH_STATUS = "{address}: de server geeft het document niet (HTTP {status})."
FETCH_REDIRECTS = "{address}: meer dan {limit} keer doorgestuurd."
FETCH_ROBOTS = (
    "{address}: de site vraagt programma's om hier weg te blijven (robots.txt). Bewaar het "
    "document zelf met een browser."
)
FETCH_SIZE = "{address}: het document is groter dan {limit:.1f} MB."
FETCH_TYPE = "{address}: dit is geen PDF of webpagina (maar {type})."
FETCH_NO_PDF = "{address}: dit heet een PDF te zijn, maar is het niet."
FETCH_NO_HTML = "{address}: dit heet een webpagina te zijn, maar is het niet."
SOURCES_UNKNOWN = (
    "Er is geen bron '{id}' om op te halen: er is geen record met die id en een adres ('URL'), of "
    "het heeft al een eigen bestand. Zie `kwchat sources list`."
)
SOURCES_LOCK = (
    "{path} is beschadigd. Haal dit bestand weg en de opgehaalde bestanden ernaast ook, en haal ze "
    "opnieuw op met `kwchat sources fetch`."
)
SOURCES_NO_FILE_NAME = (
    "Record '{id}': deze id kan geen bestandsnaam zijn. Gebruik alleen letters, cijfers, punt, "
    "streepje en laag streepje."
)
SOURCES_OWN_FILE = (
    "Record '{id}': {file} heeft iemand daar zelf neergezet; dat blijft staan. Haal het weg als "
    "kwchat het moet ophalen."
)
SOURCES_ABOUT = (
    "{address}: dit is een webpagina, niet het werk zelf. Heb je het werk, zet het dan als "
    "originelen/{id}.pdf in de corpusmap."
)
SOURCES_UNWRITABLE = (
    "In {path} kan niet worden geschreven ({reason}). Controleer of je daar mag schrijven en of er "
    "schijfruimte over is."
)
