"""What a person reads in a terminal."""

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
CLI_LINE = (
    "Zoek de drempel waarmee op deze testset aan een wens is voldaan: asserted_wrongly=0.05 "
    "(hoogstens zoveel onbeantwoordbare vragen zonder voorbehoud beantwoord) of "
    "wrongly_refused=0.03."
)
CLI_COMPARE = "Vergelijk met een eerdere uitkomst, bewaard met --json."
CLI_TEMPLATE = "Schrijf een voorbeeld van een testset, als .csv of .xlsx."
CLI_WHAT_TO_MEASURE = "Geef een testset, of --template met een bestand voor het voorbeeld."
EVAL_PROGRESS = "Vragen stellen"
CLI_CORPUS = "Map met bronnen (anders KWCHAT_CORPUS, of corpus)."
CLI_INDEX = "Map van de index (anders KWCHAT_INDEX, of index)."
CLI_QUESTION = "De vraag, tussen aanhalingstekens."
CLI_INPUT = "Bestand met op elke regel een vraag als JSON."
CLI_OUTPUT = "Bestand waar de antwoorden in komen, op elke regel een als JSON."
CLI_SOURCE = "Zoek alleen in deze bron, of in deze map (eigen/); mag vaker."
CLI_KIND = "Zoek alleen in bronnen van deze soort: brief, bron, samenvatting of eigen; mag vaker."
CLI_KIND_NAME = "SOORT"
CLI_ENGINE = (
    "Wie antwoordt: extractive haalt aan, generative laat het taalmodel van KWCHAT_LLM schrijven."
)
CLI_ENGINE_WORD = "SOORT"
CLI_TOP = "Hoeveel gevonden passages in de JSON komen (anders 10)."
CLI_JSON = "Geef de uitkomst als JSON."
CLI_HOST = "Adres om op te luisteren (anders KWCHAT_HOST, of 127.0.0.1: alleen deze computer)."
CLI_PORT = "Poort om op te luisteren (anders KWCHAT_PORT, of 7860)."
CLI_WATCH = "Lees vanzelf in wat er in de corpusmap verandert, terwijl de chat doorgaat."
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
INGEST_PLACES = {  # what takes the place of pages, by suffix
    **dict.fromkeys((".odp", ".pptm", ".pptx"), ("1 dia", "{count} dia's")),
    **dict.fromkeys((".ods", ".xlsm", ".xlsx"), ("1 blad", "{count} bladen")),
    ".epub": ("1 hoofdstuk", "{count} hoofdstukken"),
}
INGEST_PASSAGES = ("1 passage", "{count} passages")
INGEST_RECOGNISED = ("1 pagina herkend", "{count} pagina's herkend")
INGEST_PAGE = "{path}: pagina {page} van {pages}"
INGEST_PICTURES = (
    "let op: van {path} is op pagina {pages} niets gelezen: daar staat alleen beeld. Installeer "
    "tekstherkenning ({command}) en voer `kwchat ingest` opnieuw uit."
)
INGEST_PICTURES_UNREAD = (
    "let op: van {path} is op pagina {pages} niets gelezen: in het beeld is geen tekst herkend. "
    "Staat er tekst, scan die dan opnieuw, rechtop en scherp (300 dpi)."
)
INGEST_FILE_FAILED = "overgeslagen: {reason}"
INGEST_DONE = "{index} is bij: {chunks} passages uit {changes}, in {seconds:.1f} s."
ACCOUNT_WORDS = "{share} % van {words} woorden"
ACCOUNT_WITHOUT = "weggelaten: {what}"
ACCOUNT_LEFT_OUT = {  # one, and more
    "margin": ("1 in de marge", "{count} in de marge"),
    "page number": ("1 paginanummer", "{count} paginanummers"),
    "navigation": ("1 in menu's en formulieren", "{count} in menu's en formulieren"),
    "deleted": ("1 doorgehaald", "{count} doorgehaald"),
    "hidden": ("1 verborgen", "{count} verborgen"),
    "unseen": ("1 onzichtbaar afgedrukt", "{count} onzichtbaar afgedrukt"),
    "comment": ("1 in opmerkingen", "{count} in opmerkingen"),
    "watermark": ("1 in een watermerk", "{count} in een watermerk"),
    "note mark": ("1 nootcijfer", "{count} nootcijfers"),
    "picture": ("1 plaatje", "{count} plaatjes"),
    "attachment": ("1 bijlage", "{count} bijlagen"),
    "too long": ("1 tekenreeks zonder einde", "{count} tekenreeksen zonder einde"),
    "unreadable": ("1 onleesbaar", "{count} onleesbaar"),
}
ACCOUNT_LOST = (
    "Let op: {path}: {lost} van de {words} woorden staan niet in de index. Kijk wat eraan scheelt: "
    "open het bestand, en bewaar het als Word of PDF."
)
ACCOUNT_TEXTLESS = (
    "Let op: {path}: op bladzijde {pages} staat geen tekst (leeg, of een scan). Maak er met "
    "tekstherkenning (OCR) een doorzoekbare PDF van."
)
INGEST_SKIPPED = "Niet ingelezen ({count}): {paths}. Waarom: {reason}."
INGEST_FAILED = "Overgeslagen ({count}): {paths}. De rest staat in de index."
SERVE_FIRST = "Er is nog geen index in {path}. Eerst worden de bronnen ingelezen."
SERVE_READY = "kwchat staat op http://{host}:{port} (stop met Ctrl+C)."
SERVE_COLLECTION = "  /{name}/ {title}"
SERVE_SEAL_SHORT = (
    "Het geheim in {path} (KWCHAT_SEAL_FILE) is te kort. Maak er een van 32 tekens of meer, "
    "bijvoorbeeld met `openssl rand -hex 32`."
)
SERVE_SHUT = (
    "Let op: de collectie {name} is nog niet te gebruiken; zodra dit is verholpen, gaat ze vanzelf "
    "open. {reason}"
)
SERVE_UNUSABLE = (
    "Let op: de collectie {name} is niet te gebruiken; de andere wel. Verhelp dit en start kwchat "
    "opnieuw. {reason}"
)
SERVE_NO_FEEDBACK = (
    "Let op: de collectie {name} vraagt geen feedback; vragen beantwoordt ze wel. Verhelp dit en "
    "start kwchat opnieuw. {reason}"
)
SERVE_NO_CORPUS = (
    "Let op: de map met documenten van de collectie {name} is er niet: {corpus}. Zodra ze er is, "
    "wordt ze ingelezen."
)
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
DOCTOR_ENCODER_OK = "{name} ({numbers}sha256 {sha256}…{learned})."
DOCTOR_ENCODER_NUMBERS = "{numbers} op deze computer, "
DOCTOR_ENCODER_LEARNED = ", met wat het heeft geleerd: {sha256}…"
DOCTOR_ENCODER_UNTAUGHT = (
    "zonder wat kwchat bij het meegeleverde taalmodel heeft geleerd: het kiest minder goed welke "
    "zin antwoordt, en ziet minder goed dat een antwoord ontbreekt. Schrijft er een taalmodel mee, "
    "dan blijven alleen zinnen staan die de woorden van de bron hebben."
)
DOCTOR_UNPACKED = "Uitgepakt"
DOCTOR_UNPACKED_YES = "in {path}."
DOCTOR_UNPACKED_ABSENT = (
    "nee, en het taalmodel is er hier nog niet. Haal het op met `kwchat encoder get`."
)
DOCTOR_UNPACKED_NO = "nog niet; dat gebeurt bij de eerste ingest, in {path}."
DOCTOR_INDEX = "Index"
DOCTOR_INDEX_OK = "{path}: {chunks} passages (bestanden: {files})."
DOCTOR_CORPUS = "Corpus"
DOCTOR_CORPUS_FRESH = "{path} is gelijk aan de index."
DOCTOR_CORPUS_STALE = "gewijzigd sinds de laatste ingest: {paths}. Voer `kwchat ingest` uit."
DOCTOR_CORPUS_MISSING = "de map {path} bestaat niet; kies een andere met KWCHAT_CORPUS."
DOCTOR_ACCOUNT = "Woorden"
DOCTOR_ACCOUNT_OK = "{share} % van {words} woorden is gelezen, of met een reden weggelaten."
DOCTOR_SKIPPED = "Niet ingelezen"
DOCTOR_SKIPPED_NONE = "niets: bij de laatste ingest is alles in de corpusmap gelezen."
DOCTOR_SKIPPED_LINE = "{paths}: {reason}."
DOCTOR_SCANS = "Scans"
DOCTOR_SCANS_READ = "tekstherkenning staat klaar; elke pagina die beeld is, is gelezen."
DOCTOR_SCANS_NONE = (
    "geen pagina's die alleen beeld zijn. Voor scans is tekstherkenning nodig: {command}."
)
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
DOCTOR_TELEMETRY_REMOTE = "uit; vragen en bronnen gaan naar het taalmodel op {url} ({flags})."
DOCTOR_TELEMETRY_HUB = "uit; alleen het taalmodel {model} mag het internet op ({flags})."
SERVE_WATCH = (
    "Wat er in {corpus} verandert, wordt vanzelf ingelezen; hoe dat ging staat op /beheer."
)
SERVE_FEEDBACK = "Feedback van lezers wordt hoogstens {days} dagen bewaard in {path}."
FEEDBACK_OFF = (
    "Feedback staat uit. Zet KWCHAT_FEEDBACK op een bestandsnaam die eindigt op .sqlite om haar "
    "te bewaren."
)
FEEDBACK_NONE = "Er is geen feedback in {path}."
FEEDBACK_EXPORTED = (
    "{count} regels in {path}. Vul ze aan voor je ermee meet. Let op: dit bestand wordt niet "
    "vanzelf gewist."
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
CLI_BACKUP = "Bewaar index, bronnen en feedback in één bestand."
CLI_BACKUP_FILE = "Het bestand voor de reservekopie, zoals kwchat.tar."
CLI_RESTORE = "Zet een reservekopie terug."
CLI_RESTORE_FILE = "Een bestand dat met kwchat backup is gemaakt."
BACKUP_MADE = (
    "De reservekopie staat in {path} ({size:.1f} MB). Staat feedback aan, dan zit die erin: bewaar "
    "het bestand niet langer dan de feedback zelf."
)
BACKUP_FAILED = (
    "De reservekopie in {path} is niet te maken ({reason}). Kijk of de map bestaat, of je daar mag "
    "schrijven en of er ruimte is."
)
BACKUP_UNREADABLE = (
    "{path} is geen hele reservekopie van kwchat. Er is niets teruggezet; neem een andere."
)
RESTORE_FAILED = (
    "De reservekopie {path} is niet terug te zetten ({reason}). Kijk of het bestand er is, en of "
    "je in de mappen van index en corpus mag schrijven."
)
RESTORED = (
    "Teruggezet uit {path}: {count} bestanden van het corpus, en de feedback als die aan staat. "
    "Bestanden die er sindsdien bij kwamen, zijn er nog."
)
RESTORED_INDEX = "Ook de index is terug. Kijk met `kwchat doctor` of hij bij het corpus past."
RESTORED_NO_INDEX = (
    "De index is van een andere versie van kwchat en is niet teruggezet. Maak hem met `kwchat "
    "ingest`."
)
INGEST_ANEW = {
    "stale": (
        "De index is van een andere versie of een ander taalmodel. Hij wordt helemaal opnieuw "
        "gemaakt; de oude blijft staan tot dat klaar is."
    ),
    "damaged": "De index is beschadigd en wordt helemaal opnieuw gemaakt.",
}
INGEST_CORPUS_PUT = (
    "De bronnen van kwchat zijn in {path} gezet. Eigen documenten kunnen in {path}/eigen."
)
CLI_COLLECTION = "Alleen deze collectie (zie KWCHAT_COLLECTIONS)."
CLI_COLLECTION_WORD = "NAAM"
COLLECTION_AT_WORK = "Collectie {name}:"
CLI_ENCODER = "Beheer het taalmodel dat bij kwchat hoort."
CLI_ENCODER_GET = "Haal het taalmodel op waar het niet is meegekomen (Windows, macOS)."
ENCODER_READY = "Het taalmodel staat in {path}."
CLI_FEEDBACK = "Beheer de feedback van lezers (zie KWCHAT_FEEDBACK)."
CLI_FEEDBACK_EXPORT = "Schrijf feedback als ontwerp van een testset."
CLI_FEEDBACK_FILE = "Nieuw bestand voor de regels, zoals ontwerp.jsonl."
CLI_FEEDBACK_PURGE = "Wis feedback die te oud is."
CLI_FEEDBACK_DAYS = "Wis wat ouder is dan zoveel dagen (anders KWCHAT_FEEDBACK_DAYS)."
CLI_FEEDBACK_ALL = "Wis alle feedback."
CLI_WHAT_TO_PURGE = "Geef --days of --all, niet allebei."
EVAL_LINE = "Met {setting}={value:.3f} is op deze testset voldaan aan {wish}."
EVAL_MISSING = "Vraag {id}: dit staat in geen enkele passage van de index: {what}"
DOCTOR_LLM = "taalmodel"
DOCTOR_LLM_NONE = (
    "schrijft niet mee; antwoorden zijn citaten, en er wordt niets benaderd (KWCHAT_LLM is leeg)"
)
DOCTOR_LLM_OK = "{model} op {place} antwoordt; vragen en passages gaan daarheen"
DOCTOR_LLM_HERE = "deze computer"
DOCTOR_LLM_QUOTES = "Tot dan antwoordt kwchat met citaten."
SERVE_NO_COMPLETIONS = "Tot dan is de chat niet als model te gebruiken (/v1)."
SERVE_LLM = "Antwoorden worden geschreven door {model} op {place}; vragen gaan daarheen."
CLI_MCP = "Laat een andere assistent hier zoeken en vragen (MCP)."
CLI_MCP_HTTP = "Luister op deze poort van deze computer, in plaats van op stdin en stdout."
MCP_READY = "kwchat staat voor assistenten op http://127.0.0.1:{port}/mcp (stop met Ctrl+C)."
MCP_EXTRA_MISSING = (
    "Voor `kwchat mcp` is een pakket nodig dat er niet is. Installeer het met "
    "`pip install 'kwchat[mcp]'`."
)
