"""What a person reads about the language model: what is wrong with its settings, and who it is."""

LLM_PACKAGE_MISSING = (
    "Voor KWCHAT_LLM={name} is een pakket nodig dat er niet is. Installeer het met "
    "`pip install {package}`."
)
LLM_NO_PROVIDER = (
    "KWCHAT_LLM={name} noemt geen aanbieder. Schrijf `ollama:` of `openai:` en daarachter de naam "
    "van het model."
)
LLM_NO_ADDRESS = (
    "KWCHAT_LLM_URL={address} is geen adres. Schrijf het zoals `http://127.0.0.1:1234/v1`."
)
LLM_PROVIDER_UNKNOWN = (
    "KWCHAT_LLM={name} noemt een aanbieder die LangChain niet kent. Schrijf `ollama:` of `openai:` "
    "en daarachter de naam van het model."
)
LLM_UNUSABLE = "Met KWCHAT_LLM={name} is geen model te maken ({reason}). Controleer de naam."
LLM_KEY_MISSING = (
    "KWCHAT_LLM={name} vraagt om een sleutel. Zet hem in een bestand en noem dat in "
    "KWCHAT_LLM_KEY_FILE, of zet in KWCHAT_LLM_URL het adres van een server die er geen vraagt."
)
LLM_KEY_TWICE = "Zet KWCHAT_LLM_KEY of KWCHAT_LLM_KEY_FILE, niet allebei."
LLM_KEY_ODD = (
    "De sleutel in {setting} heeft een teken dat niet in een sleutel kan staan, zoals é of een "
    "regeleinde. Zet er alleen de sleutel in, op één regel."
)
KEY_UNREADABLE = (
    "Het bestand {path} ({setting}) is niet te lezen of leeg ({reason}). Zet er alleen "
    "de sleutel in."
)
KEY_OPEN = (
    "Het bestand {path} ({setting}) mag door iedereen op deze computer worden gelezen. "
    "Maak het dicht met `chmod 600 {path}`."
)
LLM_CONTEXT_SMALL = (
    "Met KWCHAT_LLM_CONTEXT={context} past er geen passage in het taalmodel, naast een antwoord "
    "van {answer} tokens (KWCHAT_LLM_ANSWER). Zet het op {smallest} of hoger, of kies een model "
    "waar meer in past."
)
LLM_DOWN = "Er antwoordt geen taalmodel op {address} (KWCHAT_LLM_URL). Staat de server aan?"
LLM_CERTIFICATE = (
    "Het certificaat van {address} (KWCHAT_LLM_URL) wordt niet vertrouwd. Geef de server een "
    "geldig certificaat, of noem dat van de school in SSL_CERT_FILE."
)
LLM_KEY_REFUSED = (
    "De sleutel van het taalmodel wordt geweigerd door {address}. Controleer KWCHAT_LLM_KEY of "
    "KWCHAT_LLM_KEY_FILE."
)
LLM_NAME_REFUSED = (
    "Het model {name} is niet bekend op {address}. Controleer KWCHAT_LLM en KWCHAT_LLM_URL."
)
LLM_REFUSED = (
    "De vraag aan het taalmodel wordt geweigerd door {address} (status {status}). Het model van "
    "KWCHAT_LLM moet zijn antwoord in stukjes kunnen geven (streaming)."
)
LLM_UNREADABLE = (
    "Wat er op {address} (KWCHAT_LLM_URL) antwoordt, geeft geen antwoord in stukjes (streaming). "
    "Controleer het adres, en of het model van KWCHAT_LLM dat kan."
)
LLM_TROUBLED = (
    "Het taalmodel op {address} (KWCHAT_LLM_URL) is te druk of heeft een storing (status "
    "{status}). Kijk in de log van die server, of bij een dienst naar het tegoed."
)
LLM_NARROW = (
    "Het taalmodel op {address} neemt geen vraag met een passage aan: er passen geen {smallest} "
    "tokens in. Geef het op die server meer ruimte (context), of noem in KWCHAT_LLM een ander."
)
LLM_CONTEXT_LARGE = (
    "Het taalmodel op {address} neemt een vraag met alle passages niet aan: er passen geen "
    "{context} tokens in. Zet KWCHAT_LLM_CONTEXT op wat er wel in past, of geef het op die server "
    "meer ruimte (context)."
)
LLM_THINKS = (
    "Het taalmodel op {address} denkt alleen na, en komt niet aan een antwoord toe. Zet het denken "
    "op die server uit, zet KWCHAT_LLM_ANSWER en zo nodig KWCHAT_LLM_SECONDS hoger, of noem in "
    "KWCHAT_LLM een model dat niet nadenkt."
)
LLM_SILENT = (
    "Er kwam binnen {seconds:.0f} seconden geen woord van het taalmodel op {address}. Zet zo nodig "
    "KWCHAT_LLM_FIRST_SECONDS hoger."
)
LLM_EMPTY = "Er komt antwoord zonder tekst van {address}. Controleer KWCHAT_LLM."
LLM_HERE = "deze computer"
