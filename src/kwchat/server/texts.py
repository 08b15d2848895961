"""What a person reads from the server: its errors, the page for administrators, the API."""

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
WEB_BUSY = "Even wachten: het is nu erg druk. Stel je vraag over {seconds} seconden nog eens."
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
LIMIT_MINUTE = "Je stelt veel vragen kort na elkaar. Wacht {wait} en stel je vraag dan opnieuw."
LIMIT_SAVING_MINUTE = (
    "Je bewaart veel antwoorden kort na elkaar. Wacht {wait} en probeer het dan opnieuw."
)
LIMIT_SAVING_DAY = (
    "Vanaf dit adres zijn vandaag al {limit} antwoorden bewaard, en meer kan niet op een dag. "
    "Kopieer het antwoord, of vraag je beheerder om de grens te verhogen."
)
A_SECOND, SECONDS = "1 seconde", "{seconds} seconden"
LIMIT_DAY = (
    "Vanaf dit adres zijn vandaag al {limit} vragen gesteld, en meer kan niet op een dag. Probeer "
    "het later opnieuw, of vraag je beheerder om de grens te verhogen."
)
LOBBY_TITLE = "Waar wil je iets over vragen?"
LOBBY_ABOUT = "Elke naam hieronder is een verzameling documenten met een eigen chat."
LOBBY_TOGETHER = "Alles samen"
JOINT_UNKNOWN = (
    "Een van de collecties die je noemt is er niet, of wordt niet samen met andere doorzocht. Je "
    "kunt kiezen uit: {names}."
)
JOINT_SHUT = "Niet gezocht in: {titles}. Dat kan nu niet; wie kwchat beheert, weet waarom."
COLLECTION_SHUT = "{title} is nu niet te gebruiken; wie kwchat beheert, weet waarom."
LOBBY_SHUT = "nu niet te gebruiken; wie kwchat beheert, weet waarom"
LOBBY_NOT_HERE = (
    "Deze pagina of collectie is er niet. Op de beginpagina van kwchat staat welke er wel zijn."
)
ADMIN_TITLE = "kwchat op het intranet zetten"
ADMIN_ABOUT = (
    "Voor wie het intranet beheert. Deze pagina laat alleen zien hoe het moet; er is hier niets in "
    "te stellen en er staat niets geheims op."
)
ADMIN_WHO_TITLE = "Welke sites de chat mogen tonen"
ADMIN_WHO = "Deze sites mogen de chat tonen en de API gebruiken:"
ADMIN_NOBODY = "Nu mag geen enkele site de chat tonen: een widget of frame blijft leeg."
ADMIN_INSECURE = (
    "Dit adres begint met http. Een intranet met https toont de chat dan niet: de browser houdt "
    "een onbeveiligd script of frame tegen. Zet kwchat achter https en open deze pagina daarna "
    "via het nieuwe adres, dan staat dat in de regels hieronder."
)
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
ADMIN_WIDGET_OPTIONS = "Wat je erbij kunt zetten; alles mag weg:"
ADMIN_WIDGET_ATTRIBUTES = {
    "data-kleur": (
        "de kleur, zoals #0b5fff. De letters op de knop worden vanzelf wit of zwart; in de chat "
        "wordt een lichte kleur donkerder, zodat ze te lezen is."
    ),
    "data-positie": "de hoek: rechts of links.",
    "data-onder": "hoeveel pixels de knop boven de onderrand staat, van 0 tot 400.",
    "data-opzij": "hoeveel pixels de knop van de zijkant staat, van 0 tot 400.",
    "data-vermijd": (
        "waar de knop niet overheen mag staan, als CSS-selector, zoals .naar-boven of "
        "#andere-chat. Staat daar iets, dan schuift de knop erboven."
    ),
}
ADMIN_FRAME_TITLE = "De chat in de pagina, zonder script"
ADMIN_FRAME = "Voor pagina's die geen scripts toestaan, zoals SharePoint."
ADMIN_POLICY_TITLE = "Heeft het intranet een Content-Security-Policy?"
ADMIN_POLICY = "Voeg dan dit toe aan de regels die er al staan; het script is alleen voor de knop."
ADMIN_POLICY_EXAMPLE = "script-src {origin}; frame-src {origin}"
ADMIN_ACCOUNT_TITLE = "Wat er is gelezen"
ADMIN_ACCOUNT = (
    "Van elk bestand zijn de woorden ook op een andere manier geteld. Gelezen is wat in de index "
    "staat of met een reden is weggelaten. Is dat minder dan 99 %, open het bestand dan en bewaar "
    "het als Word of PDF. Bladzijden zonder tekst zijn leeg of een scan."
)
ADMIN_ACCOUNT_COLUMNS = ("bestand", "woorden", "gelezen", "weggelaten", "bladzijden zonder tekst")
ADMIN_ACCOUNT_NONE = "niet geteld"
ADMIN_ACCOUNT_LOOK = "kijk dit na"
ADMIN_SKIPPED = (
    "Wat verder in de corpusmap stond en niet is ingelezen: {count}. `kwchat doctor` zegt wat, en "
    "waarom."
)
ADMIN_INGEST_TITLE = "Wanneer er is ingelezen"
ADMIN_INGEST_BUSY = (
    "Er wordt nu ingelezen. Tot dat klaar is, komen antwoorden uit de index die er was."
)
ADMIN_INGEST_NONE = "Sinds kwchat is gestart, is er niet ingelezen."
ADMIN_INGEST_DONE = "Ingelezen op {day} om {time}: {files}."
ADMIN_INGEST_FAILED = (
    "Op {day} om {time} lukte het inlezen niet; de index van daarvoor is gebleven. `kwchat ingest` "
    "zegt waarom."
)
INGEST_STOPPED = "Het inlezen is afgebroken. Er is niets veranderd; probeer het opnieuw."
MANAGE_FORBIDDEN = (
    "Alleen wie documenten beheert, kan hier iets doen. Beheer je kwchat, zet je naam dan in "
    "KWCHAT_MANAGERS."
)
MANAGE_TITLE = "Documenten van de school"
MANAGE_ABOUT = (
    "Wie een vraag mag stellen, mag alles lezen wat hier staat. Zet er dus geen documenten over "
    "leerlingen in. Na het inlezen wordt er uit geciteerd."
)
MANAGE_DROP = "Sleep documenten hierheen, of kies ze:"
MANAGE_INGEST = "Nu inlezen"
MANAGE_LIST = "Wat er staat"
MANAGE_NONE = "Er staat nog niets."
MANAGE_COLUMNS = ("bestand", "grootte", "gelezen", "bladzijden zonder tekst")
MANAGE_REMOVE, MANAGE_SURE = "Verwijder", "Echt verwijderen"
MANAGE_REPLACE = "Vervang het oude"
MANAGE_SENDING = "wordt verstuurd en gelezen …"
MANAGE_LOST = "Dat lukte niet: de server is niet te bereiken. Probeer het zo nog eens."
MANAGE_BACK = "Naar het intranet"
UPLOAD_READ = (
    "{name} is gelezen en bewaard: {passages} passage.",
    "{name} is gelezen en bewaard: {passages} passages.",
)
UPLOAD_ACCOUNT = "Gelezen is {percent} % van {words} woorden."
UPLOAD_LOST = "Dat is minder dan 99 %. Open het document en bewaar het als Word of PDF."
UPLOAD_PICTURES = "Bladzijden die een plaatje zijn en niet gelezen: {pages}."
UPLOAD_REMOVED = "{name} is weg. Na het inlezen wordt er niet meer uit geciteerd."
UPLOAD_SIZE = "{size} kB"
UPLOAD_NOT_YET = "nog niet ingelezen"
UPLOAD_NAME = (
    "Zo kan een bestand hier niet heten. Gebruik letters, cijfers, spaties en streepjes, en een "
    "achtervoegsel zoals .pdf."
)
UPLOAD_NAME_LONG = "Deze naam is te lang: hoogstens {longest} bytes. Geef het bestand een kortere."
UPLOAD_KIND = "{name}: dit soort bestand leest kwchat niet. Wel: {suffixes}."
UPLOAD_LARGE = "Dit bestand is te groot: hoogstens {largest} MB. Splits het, of maak het kleiner."
UPLOAD_TAKEN = "{name} staat er al."
UPLOAD_FOLDER = (
    "De map {folder} van het corpus is een koppeling naar elders; daar zet kwchat niets in. Maak "
    "er een gewone map van."
)
UPLOAD_GONE = "Dit document staat er niet (meer). Laad de bladzijde opnieuw."
UPLOAD_DISK = (
    "Het document is niet te bewaren ({reason}). Kijk of er ruimte is, en of kwchat in de "
    "corpusmap mag schrijven."
)
UPLOAD_ELSEWHERE = "Dit kan alleen vanaf de bladzijde van kwchat zelf. Open /beheer/documenten."
ADMIN_GREY_TITLE = "Zie je een grijs of leeg vlak?"
ADMIN_GREY = (
    "Dan houdt de browser het frame tegen. Wat hij daarover zegt, staat in de ontwikkelaarstools "
    "(F12) bij Console. Meestal is het dit:"
)
ADMIN_GREY_CAUSES = (
    "De site staat niet, of net anders, in de lijst bovenaan: met www, een poort, of http.",
    "De lijst is veranderd, maar kwchat serve is daarna niet opnieuw gestart.",
    "Het intranet heeft https en kwchat http.",
    "Het intranet heeft een Content-Security-Policy zonder frame-src voor dit adres.",
    "Een proxy voor kwchat zet er X-Frame-Options bij. Haal die header daar weg.",
)
ADMIN_COPY = "Kopieer"
ADMIN_COPIED = "Gekopieerd."
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
API_FIELD_STYLE = (
    "Hoe er wordt geantwoord als er een taalmodel schrijft: usual, plain (eenvoudige taal, B1) of "
    "quotes (alleen citaten). Zonder taalmodel maakt het niets uit."
)
API_FIELD_HISTORY = "Wat er eerder in het gesprek is gezegd, het oudste eerst."
API_FIELD_SOURCES = (
    "In welke bronnen te zoeken, met hun id, of in welke mappen (eigen/); zonder dit veld in alle."
)
API_FIELD_KINDS = "In welke soorten bronnen te zoeken; zonder dit veld in alle."
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
    503: (
        "Er kan nu niet worden geantwoord; error zegt waarom. Is het te druk, dan zegt Retry-After "
        "na hoeveel seconden het weer kan."
    ),
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
    "answered": "Of er iets uit de bronnen geciteerd wordt.",
    "outcome": (
        "answered: een antwoord; near: geen rechtstreeks antwoord, wel wat het dichtst in de buurt "
        "komt; none: geen van beide."
    ),
    "answer": "Het antwoord, met [1] waar een citaat staat; of de zin dat het er niet is.",
    "citations": (
        "De citaten: nummer, bron, soort, APA-verwijzing, pagina, kop, de letterlijke woorden, en "
        "van waar tot waar ze in de bron staan, en url, waar ze in het document te lezen zijn."
    ),
    "passages": "De gevonden passages, de beste eerst, elk met een url om ze te lezen.",
    "engine": "Hoe het antwoord is gemaakt; fixed is een vast antwoord, zoals op een groet.",
    "seconds": "Hoe lang het zoeken, het antwoorden en het geheel duurden.",
    "choice_note": "Wat er van de gekozen bronnen niet is; leeg als alles er is.",
    "understood": "De eerdere vraag waarmee een vervolgvraag is gelezen; leeg bij een losse vraag.",
    "writing": (
        "Wat een taalmodel heeft geschreven: hoeveel van zijn zinnen in de bronnen stonden en "
        "bleven staan; null als er geen is gevraagd."
    ),
    "quotes": (
        "Het antwoord als citaten, het beste eerst: het nummer, wie het zegt, de woorden stuk voor "
        "stuk, en of het citaat onder de rest hoort (more)."
    ),
}
COMPLETIONS_KEY = "De sleutel ontbreekt of klopt niet. Geef die van KWCHAT_COMPLETIONS_KEY_FILE."
COMPLETIONS_MODEL = "Dit model is er niet. Het heet hier {model}."
COMPLETIONS_LAST = "Het laatste bericht moet de vraag zijn, met de rol user."
COMPLETIONS_INVALID = (
    "Dit is geen gesprek zoals OpenAI het beschrijft: model en messages, als JSON."
)
TOOLS_ABOUT = (
    "Vragen, beantwoord uit de bronnen van deze school, met de woorden van de bron en waar die "
    "staan. Neem de verwijzingen over in je antwoord."
)
TOOLS_SEARCH = (
    "Zoek passages in de bronnen van deze school; de beste staat vooraan, elk met een adres om "
    "haar te lezen."
)
TOOLS_ANSWER = (
    "Beantwoord een vraag uit de bronnen van deze school, met bij elk nummer het letterlijke "
    "citaat, de verwijzing in APA 7 en het adres. Is outcome near, zeg dan dat er geen "
    "rechtstreeks antwoord is en dat dit het dichtst in de buurt komt; bij none staat het niet in "
    "de bronnen. Neem writing_note over als daar iets staat: zo weet de lezer of een taalmodel het "
    "schreef."
)
API_OTHERWISE = "Dit verzoek kan niet worden behandeld."
