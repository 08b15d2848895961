"""What a person reads about settings; every other Dutch word lives in the `texts` of its wing."""

SETTING_MEANS = {
    "cache": "map waarin het meegeleverde taalmodel wordt uitgepakt, één keer",
    "collections": (
        "bestand dat meer collecties noemt, zoals `collections.toml`: elk met een eigen corpus, "
        "index, adres en grenzen. Leeg: één collectie"
    ),
    "colour": (
        "de eigen kleur van de school voor de chat, zoals `#7a1f3d`; ze moet donker genoeg zijn om "
        "te lezen"
    ),
    "corpus": "map met de bronnen",
    "embed_origins": (
        "adressen van sites die de chat mogen tonen of de API mogen gebruiken, met komma's "
        "ertussen, zoals `https://intranet.school.nl`; leeg: geen enkele"
    ),
    "embedding_model": (
        "een ander sentence-transformers-model: een map, of een naam op Hugging Face; leeg: het "
        "meegeleverde. Met `KWCHAT_EMBEDDING_URL`: de naam van het model bij die dienst"
    ),
    "embedding_token": "sleutel van de dienst in `KWCHAT_EMBEDDING_URL`, als die er een wil",
    "embedding_url": (
        "adres van een dienst die vectoren geeft zoals OpenAI (TEI, vLLM), meestal met `/v1` aan "
        "het eind; elke vraag gaat daarheen. Leeg: het taalmodel draait op deze computer"
    ),
    "completions_key_file": (
        "bestand met alleen een sleutel, dat niet iedereen mag lezen; wie die sleutel heeft, mag "
        "de chat als model gebruiken op `/v1`. Leeg: niemand"
    ),
    "seal_file": (
        "bestand met alleen een geheim van minstens 32 tekens, dat niet iedereen mag lezen; "
        "servers met hetzelfde geheim kennen elkaars gesprekken en antwoorden in de browser, ook "
        "na een herstart. Leeg: elke server alleen die van hemzelf"
    ),
    "engine": (
        "wie antwoordt: `extractive` haalt alleen aan, `generative` laat het taalmodel van "
        "`KWCHAT_LLM` schrijven. Leeg: schrijven als er een taalmodel is"
    ),
    "examples": (
        "hoogstens zes vragen die de chat voorstelt, met `;` ertussen, zoals `Hoe laat begint de "
        "school?; Hoe meld ik mijn kind ziek?`. Leeg: die bij het meegeleverde corpus, en geen "
        "als `KWCHAT_TITLE` of `KWCHAT_LEAD` iets zegt"
    ),
    "feedback": (
        "bestand dat eindigt op `.sqlite`, waarin het oordeel en de opmerking van lezers komen, "
        "met vraag en antwoord; leeg: geen feedback, en er wordt niets bewaard"
    ),
    "feedback_days": "na zoveel dagen wordt feedback gewist",
    "host": "adres waarop `kwchat serve` luistert; met `0.0.0.0` kan het hele netwerk erbij",
    "hosts": (
        "namen waaronder browsers kwchat kennen, met komma's ertussen, zoals `chat.school.nl`; "
        "IP-adressen, `localhost` en de naam van de computer zelf hoeven er niet bij"
    ),
    "index": "map van de index, die `kwchat ingest` maakt",
    "keep_conversation": (
        "`true`: de chat bewaart het gesprek in het tabblad van de lezer, tot dat sluit; `false`: "
        "na herladen, en in de widget een pagina verder, begint een nieuw gesprek"
    ),
    "lead": (
        "zin onder de titel van de chat die zegt waarover je er iets kunt vragen. Leeg: de zin bij "
        "het meegeleverde corpus, of een algemene als `KWCHAT_TITLE` of `KWCHAT_EXAMPLES` iets zegt"
    ),
    "limit_per_day": "vragen die één adres op een dag mag stellen; 0: geen grens",
    "limit_per_minute": "vragen die één adres in een minuut mag stellen; 0: geen grens",
    "llm": (
        "het taalmodel dat antwoorden schrijft: `ollama:` of `openai:` (ook voor LM Studio, "
        "llama.cpp, vLLM en andere servers met dezelfde taal) en de naam van het model. Leeg: er "
        "schrijft geen taalmodel, en er wordt niets benaderd"
    ),
    "llm_answer": (
        "zoveel tokens mag een geschreven antwoord beslaan, met wat het taalmodel eerst bij "
        "zichzelf denkt"
    ),
    "llm_at_once": (
        "zoveel antwoorden schrijft het taalmodel tegelijk, voor alle collecties samen; wie later "
        "komt, wacht"
    ),
    "llm_context": (
        "zoveel tokens passen er in het taalmodel: opdracht, passages, vraag en antwoord samen"
    ),
    "llm_first_seconds": "zoveel seconden krijgt het taalmodel voor zijn eerste woorden",
    "llm_key": "de sleutel van het taalmodel; liever in een bestand, met `KWCHAT_LLM_KEY_FILE`",
    "llm_key_file": "bestand met alleen de sleutel van het taalmodel, dat niet iedereen mag lezen",
    "llm_seconds": (
        "zoveel seconden mag een geschreven antwoord duren, wachten en toetsen meegeteld"
    ),
    "llm_url": (
        "adres van het taalmodel, zoals `http://127.0.0.1:1234/v1`; leeg: dat van de aanbieder, "
        "voor `ollama:` deze computer"
    ),
    "log": (
        "wat `kwchat serve` naar stderr schrijft, als JSON-regels zonder vragen, antwoorden of "
        "adressen: `off`, `error`, `warning` of `info` (een regel per antwoord)"
    ),
    "login_header": (
        "header waarin een vertrouwde proxy zegt wie is ingelogd, zoals `X-Remote-User`; wie er "
        "niet in staat, komt niet binnen. Leeg: inloggen hoeft niet"
    ),
    "managers": (
        "wie documenten mag inleveren en weghalen op `/beheer/documenten`: namen zoals ze in "
        "`KWCHAT_LOGIN_HEADER` staan, met komma's ertussen; leeg: niemand"
    ),
    "metrics_from": (
        "adressen of netwerken die `/metrics` mogen lezen, rechtstreeks en niet via een proxy"
    ),
    "port": "poort waarop `kwchat serve` luistert",
    "root_path": "pad of adres waaronder een proxy kwchat laat zien, zoals `/kwchat`",
    "store": (
        "adres van een Chroma-server waar de vectoren ook komen te staan, zodat meer servers van "
        "kwchat erin zoeken, zoals `http://chroma.school.nl:8000`; leeg: alleen in de map van de "
        "index"
    ),
    "store_database": "database op de Chroma-server",
    "store_tenant": "huurder (*tenant*) op de Chroma-server",
    "store_token": "sleutel van de Chroma-server, als die er een wil",
    "sure": (
        "onder deze geschatte kans staat boven wat er geciteerd wordt dat het alleen in de buurt "
        "komt, van 0 tot en met 1. Leeg: zoals geijkt"
    ),
    "threshold": (
        "antwoord alleen als de geschatte kans dat de bronnen een antwoord hebben minstens zo "
        "groot is, van 0 tot en met 1; hoger weigert vaker. Leeg: zoals geijkt"
    ),
    "title": (
        "hoe de chat heet, op elke pagina en in de widget. Leeg: *Vraag het de kenniswerkplaats*"
    ),
    "trusted_proxies": (
        "adressen of netwerken van proxy's die worden geloofd als ze zeggen wie er vraagt, zoals "
        "`127.0.0.1`; leeg: geen enkele"
    ),
}
SETTING_UNKNOWN = "Onbekende instelling: {name}. Bedoel je {nearest}?"
SETTING_IMPOSSIBLE = "De instelling {name} moet {allowed} zijn, niet {value!r}."
SETTING_ALLOWED = {
    "collections": "een bestandsnaam",
    "corpus": "een map",
    "index": "een map",
    "colour": "een kleur zoals #0f5257",
    "embedding_url": "een adres zoals http://gpu.school.nl:8080/v1",
    "examples": "een rij van hoogstens zes vragen (met ; ertussen)",
    "lead": "een tekst",
    "title": "een tekst",
    "embed_origins": (
        "een rij adressen zoals https://intranet.school.nl (met komma's ertussen, zonder pad en "
        "zonder *)"
    ),
    "hosts": (
        "een rij namen zoals chat.school.nl (met komma's ertussen, zonder https:// en zonder poort)"
    ),
    "keep_conversation": "true of false",
    "limit_per_day": "een heel getal vanaf 0 (0: geen grens)",
    "limit_per_minute": "een heel getal vanaf 0 (0: geen grens)",
    "login_header": "de naam van een header, zoals X-Remote-User,",
    "managers": "een rij namen (met komma's ertussen)",
    "metrics_from": "een rij adressen of netwerken zoals 127.0.0.1 of 10.0.0.0/8",
    "feedback": "een bestandsnaam die eindigt op .sqlite, zoals data/feedback.sqlite,",
    "feedback_days": "een heel getal van 1 tot en met 366",
    "completions_key_file": "een bestandsnaam",
    "seal_file": "een bestandsnaam",
    "engine": "extractive of generative",
    "llm": "een tekst",
    "llm_answer": "een heel getal vanaf 1",
    "llm_at_once": "een heel getal vanaf 1",
    "llm_context": "een heel getal vanaf 1",
    "llm_first_seconds": "een getal boven 0",
    "llm_key": "een tekst",
    "llm_key_file": "een bestandsnaam",
    "llm_seconds": "een getal boven 0",
    "llm_url": "een tekst",
    "log": "off, error, warning of info",
    "port": "een heel getal van 1 tot en met 65535",
    "root_path": "een pad zoals /kwchat of een adres zoals https://school.nl/kwchat",
    "store": "een adres zoals http://chroma.school.nl:8000 (zonder pad)",
    "store_database": "een naam van letters, cijfers, streepjes en punten",
    "store_tenant": "een naam van letters, cijfers, streepjes en punten",
    "sure": "een getal van 0 tot en met 1 (met een punt: 0.5)",
    "threshold": "een getal van 0 tot en met 1 (met een punt: 0.5)",
    "trusted_proxies": "een rij adressen of netwerken zoals 127.0.0.1 of 10.0.0.0/8",
}
SETTING_ENGINE_ALONE = (
    "KWCHAT_ENGINE=generative vraagt om een taalmodel. Zet de naam ervan in KWCHAT_LLM, zoals "
    "ollama:llama3.2."
)
SETTING_LOGIN_ALONE = (
    "KWCHAT_LOGIN_HEADER werkt alleen samen met KWCHAT_TRUSTED_PROXIES: zet daarin het adres van "
    "de proxy die mensen laat inloggen, zoals 127.0.0.1."
)
SETTING_MANAGERS_ALONE = (
    "KWCHAT_MANAGERS werkt alleen samen met KWCHAT_LOGIN_HEADER: zet daarin de header waarin de "
    "proxy zegt wie is ingelogd, zoals X-Remote-User."
)
SETTING_EMBEDDING_ALONE = (
    "KWCHAT_EMBEDDING_URL werkt alleen samen met KWCHAT_EMBEDDING_MODEL: zet daarin de naam van "
    "het model bij die dienst."
)
COLLECTION_OR_INDEX = (
    "Geef --collection of een map, niet allebei: de mappen van een collectie staan in het bestand "
    "van KWCHAT_COLLECTIONS."
)
COLLECTION_PLACE = "{path}, collectie {name}"
COLLECTIONS_MISSING = (
    "{path} is niet te lezen ({reason}). Zet in KWCHAT_COLLECTIONS het bestand dat de collecties "
    "noemt."
)
COLLECTIONS_NO_TEXT = "{path} is geen tekst in UTF-8. Bewaar het bestand zo opnieuw."
COLLECTIONS_NO_TOML = "{path} is geen geldige TOML: kijk {where}."
COLLECTIONS_LINE = "bij regel {line}"
COLLECTIONS_END = "aan het eind"
COLLECTIONS_EMPTY = (
    "{path} moet een of meer tabellen [[{table}]] hebben en niets daarbuiten: een voor elke "
    "collectie, met minstens name, title, corpus en index."
)
COLLECTIONS_NONE = (
    "Er zijn hier geen collecties. Zet in KWCHAT_COLLECTIONS het bestand dat ze noemt, of laat "
    "--collection weg."
)
COLLECTIONS_SHARE = (
    "In {path} gebruiken {first} en {second} allebei {place}. Geef elke collectie een eigen "
    "corpus, index en feedback, buiten die van een andere."
)
COLLECTION_KEY = "{place}: de sleutel {key} is onbekend. Bedoel je {nearest}?"
COLLECTION_NAME = (
    "In {path} kan {name!r} geen naam van een collectie zijn. Neem 1 tot 40 kleine letters, "
    "cijfers en streepjes, zoals basisschool-noord."
)
COLLECTION_NEEDS = "{place}: zet er {key} bij, als tekst tussen aanhalingstekens."
COLLECTION_RESERVED = (
    "In {path} kan een collectie niet {name} heten: dat adres gebruikt kwchat zelf. Kies een "
    "andere naam."
)
COLLECTION_TOGETHER = "{place}: together moet true of false zijn, zonder aanhalingstekens."
COLLECTION_TWICE = "In {path} staan twee collecties met de naam {name}. Geef elk een eigen naam."
COLLECTION_UNKNOWN = "De collectie {name} is er niet. Wel: {names}."
COLLECTION_WHICH = "Kies met --collection een van de collecties: {names}."
