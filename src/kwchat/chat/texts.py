"""What a person reads in the chat, its widget, its feedback form and what it saves."""

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
FEEDBACK_TO_COMPLETE = (
    "Vul answerable in: true of false. Bij true ook evidence (letterlijke zinnen uit de bron) of "
    "relevant (ids van bronnen), en liefst key_facts. Hoort de vraag bij een eerdere vraag, vul "
    "dan history in. Haal namen weg, en daarna dit veld en feedback."
)
FEEDBACK_EXISTS = "{path} bestaat al en wordt niet overschreven. Kies een andere naam."
FEEDBACK_NOT_WRITTEN = (
    "{path} is niet te schrijven ({reason}). Kies een map die bestaat en waarin je mag schrijven."
)
CHAT_TITLE = "Vraag het de kenniswerkplaats"
CHAT_LEAD = (
    "Stel een vraag over kenniswerkplaatsen in het onderwijs. Je krijgt een kort antwoord in de "
    "woorden van de bronnen, en ziet erbij waar het staat."
)
CHAT_LEAD_OTHER = (
    "Stel een vraag over de documenten van deze chat. Je krijgt een kort antwoord in de woorden "
    "van de bronnen, en ziet erbij waar het staat."
)
CHAT_NOTICE = (
    "Je praat met een computerprogramma (AI), niet met een mens. "
    "Vul geen namen of andere gegevens van leerlingen in."
)
CHAT_LOADING = "De chat wordt geladen. Duurt het lang?"
CHAT_LIGHT = "Open de lichte versie"
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
CHAT_UNDERSTOOD = "Opgevat als:"
CHAT_ALONE = "Los vragen"
CHAT_ALONE_ABOUT = "Los vragen: dezelfde vraag, zonder wat eraan voorafging"
CHAT_BLANK = "(geen tekst)"
CHAT_STATUS_WRITING = "Antwoord wordt geschreven."
CHAT_STATUS_LINE = "Het taalmodel is bezet: je bent nummer {place} in de rij."
CHAT_STATUS_READY = "Antwoord klaar."
CHAT_STATUS_SOURCES = "Antwoord klaar, {sources}."
CHAT_STATUS_REFUSED = "Hierover is in de bronnen geen antwoord gevonden."
CHAT_STATUS_BLANK = "Typ eerst een vraag."
CHAT_STATUS_CLEARED = "Het gesprek is gewist."
CHAT_ONE_SOURCE = "1 bron"
CHAT_SOURCES = "{count} bronnen"
CHAT_PASSAGES = "{sources}, {count} passages"
CHAT_SHOW_SOURCES = "Bekijk {sources}"
CHAT_SHOW_FOUND = "Bekijk wat wel gevonden is"
CHAT_MORE = "{more} ({count})"
CHAT_MORE_ITEMS = "Nog {rest} van de {count} punten"
CHAT_COPY_ALONE = "Kopieer het antwoord"
CHAT_COPY = "Kopieer met bronnen"
CHAT_PRINT = "Druk af"
CHAT_SAVE = {"docx": "Bewaar als Word", "md": "Bewaar als Markdown"}
# Below the icons: a part of the whole name, which a screen reader and a tooltip say.
CHAT_SHORT = {
    "copy": "Kopieer",
    "copy_with": "met bronnen",
    "print": "Druk af",
    "docx": "Word",
    "md": "Markdown",
}
CHAT_SAVED = "Het bestand is gemaakt; je vindt het bij je downloads."
CHAT_COPIED = "Antwoord en bronnen zijn gekopieerd."
CHAT_COPIED_ALONE = "Het antwoord is gekopieerd, zonder bronnen."
CHAT_COPY_FAILED = (
    "Kopiëren lukt niet vanzelf in deze browser. De tekst hieronder is geselecteerd: "
    "kopieer haar met Ctrl+C (op een Mac met Cmd+C), of houd haar op een telefoon ingedrukt."
)
CHAT_COPY_FIELD = "Antwoord met bronnen, om te kopiëren"
CHAT_COPY_SOURCES = "Bronnen"
CHAT_AUTHOR = "Antwoorden worden geschreven door {model} op {place}."
CHAT_AUTHOR_HERE = "deze server"
CHAT_PLAIN = "Eenvoudige taal"
CHAT_STOP = "Stop"
CHAT_STOPPED = "Gestopt. Je vraag staat er nog."
CHAT_STOPPED_HALF = "Gestopt voordat het antwoord af was. De citaten bij de nummers ontbreken."
CHAT_WRITTEN = (
    "Geschreven door een taalmodel, gecontroleerd tegen de bronnen: {kept} van {sentences} zinnen "
    "bleven staan."
)
CHAT_WRITTEN_ONE = (
    "Geschreven door een taalmodel, gecontroleerd tegen de bronnen: {kept} van {sentences} zinnen "
    "bleef staan."
)
CHAT_WRITING_FAILED = {
    "down": "Het taalmodel is niet bereikbaar. Daarom staan hier de citaten.",
    "slow": "Het taalmodel deed er te lang over. Daarom staan hier de citaten.",
    "busy": "Het taalmodel is te druk. Daarom staan hier de citaten.",
    "broken_off": "Het taalmodel hield halverwege op. Daarom staan hier ook de citaten.",
    "refused": "Het taalmodel nam de vraag met de bronnen niet aan. Daarom staan hier de citaten.",
    "thought": "Het taalmodel bleef te lang nadenken. Daarom staan hier de citaten.",
    "unusable": "Wat het taalmodel schreef, was niet te gebruiken. Daarom staan hier de citaten.",
    "unsupported": (
        "Wat het taalmodel schreef, stond te weinig in de bronnen. Daarom staan hier de citaten."
    ),
    "no_answer": (
        "Het taalmodel vond in de bronnen geen rechtstreeks antwoord. Daarom staan hier de citaten."
    ),
    "no_room": "De vraag en de bronnen passen niet in het taalmodel. Daarom staan hier de citaten.",
}
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
CHAT_AROUND = "De tekst eromheen, en de verwijzing"
CHAT_OTHERS = "Ook gevonden, niet gebruikt"
CHAT_FOUND = "Gevonden, maar geen antwoord"
CHAT_BACK = "Terug naar het antwoord"
CHAT_OPEN = "Open het document"
CHAT_OPEN_AT = "Open het document op p. {page}"
CHAT_NEW_TAB = "(nieuw tabblad)"
CHAT_SOURCE = "Bron"
CHAT_SOURCE_NAME = "Bron {number}, {source}"
CHAT_PAGE = "p. {page}"
CHAT_PAGE_IN_FULL = ", pagina {page}"
CHAT_CONNECTION_LOST = (
    "De verbinding met de server is verbroken. De pagina laadt vanzelf opnieuw zodra de server er "
    "weer is. Wat je typte, blijft bewaard."
)
CHAT_CONNECTION_BACK = "De server was even weg en is er weer."
CHAT_TALK_GONE = "Het gesprek van daarvoor is niet bewaard."
CHAT_RESTARTED = (
    "De server is opnieuw gestart. Met je volgende vraag begint een nieuw gesprek en verdwijnt dit."
)
CHAT_TYPED_KEPT = "Wat je typte, staat er nog."
CHAT_BUSY = "Even wachten: het is nu erg druk. Stel je vraag zo nog eens."
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
SHARE_PROVENANCE = (
    "Gecontroleerd: {verbatim} van {quotes} citaten letterlijk. Gemaakt door een computerprogramma "
    "(kwchat {version}) op {made}."
)
SHARE_UNKNOWN = (
    "Van dit antwoord is geen bestand meer te maken: de server is sindsdien opnieuw gestart. Stel "
    "je vraag opnieuw, of kopieer het antwoord."
)
SHARE_AUTHOR = "kwchat"
SHARE_FILE = "antwoord-{date}.{kind}"
EMBED_LOST = (
    "De verbinding met de server is verbroken. Je vraag staat er nog: probeer het zo nog eens."
)
WIDGET_OPEN = "Stel een vraag"
WIDGET_HIDE = "Verberg de chat"
WIDGET_CLOSE = "Sluiten"
WIDGET_LARGE = "Open groot"
WIDGET_NO_ANSWER = (
    "De chat is hier niet te openen: de server is niet bereikbaar, of staat deze pagina nog niet "
    "toe."
)
WIDGET_NEW_TAB = "Open de chat in een nieuw tabblad"
CHAT_EDIT = "Pas aan"
CHAT_EDIT_ABOUT = "Pas aan: de vraag komt terug in het vraagveld"
CHAT_UNDO = "Ongedaan maken"
CHAT_STATUS_UNDONE = "Het gesprek is terug."
CHAT_STATUS_KEPT = "Je gesprek van daarnet staat er nog."
CHAT_SAVE_ALL_AS = "Bewaar het gesprek als"
CHAT_SAVE_ALL = {"docx": "Bewaar het gesprek als Word", "md": "Bewaar het gesprek als Markdown"}
CHAT_NEXT = "Vraag verder"
CHAT_NOT_KEPT = "Het vorige gesprek is niet meer te tonen; dit is een nieuw gesprek."
SHARE_ALL_FILE = "gesprek.{kind}"
DOCUMENTS_TITLE = "Welke documenten kent deze chat?"
DOCUMENTS_CHOOSE = "Vink aan waarin je wilt zoeken. Zonder vinkje wordt in alle documenten gezocht."
DOCUMENTS_GROUP = "Alles uit {group} ({count})"
DOCUMENTS_FOLDER = "de map {folder}"
DOCUMENTS_KINDS = {
    "brief": "antwoorden van de Kennisrotonde",
    "bron": "bronnen",
    "samenvatting": "samenvattingen door dit project",
    "eigen": "eigen documenten",
}
DOCUMENTS_ALL = "Er wordt gezocht in alle documenten ({all})."
DOCUMENTS_SOME = "Er wordt gezocht in {count} van de {all} documenten."
DOCUMENTS_READ = "Lees"
DOCUMENT_CHAT = "Naar de chat"
DOCUMENT_ORIGINAL = "Open het bestand zelf ({kind})"
DOCUMENT_NO_ORIGINAL = "Het bestand zelf staat hier niet; dit is de tekst die eruit is gelezen."
DOCUMENT_CHANGED = (
    "De aangehaalde passage staat niet meer zo in dit document: het is sinds het antwoord "
    "veranderd. Hieronder staat het zoals het nu is."
)
DOCUMENT_NO_PAGE = "Bladzijde {page} is er niet in dit document."
DOCUMENT_TO_PAGE = "Naar bladzijde"
DOCUMENT_GO = "Ga"
DOCUMENT_CONTENTS = "Inhoud"
DOCUMENT_PART = "Deel {number} van {count}"
DOCUMENT_PAGES = "p. {first} tot en met {last}"
DOCUMENT_PREVIOUS = "Vorige deel"
DOCUMENT_NEXT = "Volgende deel"
DOCUMENT_PARTS_ABOVE = "Delen van dit document, boven de tekst"
DOCUMENT_PARTS_BELOW = "Delen van dit document, onder de tekst"
COLOUR_TOO_LIGHT = (
    "De kleur {colour} (KWCHAT_COLOUR) is te licht om te lezen: het contrast is {ratio} op 1, en "
    "minstens 4,5 op 1 is nodig (WCAG 2.2). Kies een donkerdere kleur."
)
