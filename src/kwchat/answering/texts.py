"""What a person reads around the quotes: greetings, refusals, who speaks.

Teachers are addressed with *je*.
"""

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
NEAREST = "Een rechtstreeks antwoord heb ik niet gevonden. Dit komt het dichtst in de buurt:"
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
CHOICE_GONE = (
    "Wat je hebt gekozen om in te zoeken is er niet (meer); daarom is in alle documenten gezocht."
)
CHOICE_PARTLY = "Niet alles wat je hebt gekozen is er nog; er is gezocht in wat er wel is."
QUESTION_SOURCES = "het veld 'sources' moet een lijst zijn van ids van bronnen."
QUESTION_KINDS = "het veld 'kinds' moet een lijst zijn van soorten: {kinds}."
PAGE_SHORT = "p. {page}"
QUESTION_NO_JSON = "dit is geen vraag als JSON-object."
QUESTION_FIELD = "het veld '{field}' ontbreekt of is geen tekst."
QUESTION_HISTORY = (
    "het veld 'history' moet een lijst zijn van beurten met 'role' (user of assistant) en "
    "'content'."
)
KINDS = {
    "brief": "de brief",
    "bron": "bron",
    "samenvatting": "samenvatting door dit project",
    "eigen": "eigen document",
}
