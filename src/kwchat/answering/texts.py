"""What a person reads around the quotes: greetings, refusals, who speaks.

Teachers are addressed with *je*. None of it tells what the sources are about: a school has its own.
"""

GREETING = (
    "Hallo! Stel me een vraag over de documenten die ik ken. Ik antwoord alleen met wat in die"
    " bronnen staat, en laat zien waar."
)
THANKS = "Graag gedaan. Heb je nog een vraag, stel hem gerust."
GOODBYE = "Tot ziens! Je kunt altijd terugkomen met een nieuwe vraag."
ABOUT_ME = (
    "Ik ben een computerprogramma dat vragen beantwoordt over de documenten die ik ken. Ik zoek in"
    " die bronnen en antwoord alleen met wat daar staat: met letterlijke zinnen of, waar een"
    " taalmodel schrijft, met zinnen die tegen de bronnen zijn gecontroleerd. Ik zet erbij waar het"
    " staat. Staat het niet in de bronnen, dan zeg ik dat."
)
REFUSAL = "Dat staat niet in de bronnen die ik heb."
REFUSAL_NEAREST = "Wel gevonden, misschien helpt het: ‘{words}’ ({source})."
REFUSAL_AGAIN = "Stel je vraag eventueel anders."
REFUSAL_ELSEWHERE = "Stel je vraag eventueel anders, of kijk onder ‘{heading}’ in {source}."
REFUSAL_ENGLISH = "(In English: my sources, which are Dutch, do not say.)"
FURTHER_READING = "Meer weten?"  # the heading under which a source tells where to read on
NEAREST = "Een rechtstreeks antwoord heb ik niet gevonden. Dit komt het dichtst in de buurt:"
QUESTION_BLANK = "Je vraag is leeg. Typ eerst een vraag."
QUESTION_LONG = (
    "Je vraag is te lang: {length} tekens, en er passen er {limit}. Maak je vraag korter."
)
QUESTION_BINARY = "Je vraag bevat tekens die geen tekst zijn. Typ je vraag opnieuw."
IN_ENGLISH = "My sources are in Dutch, and so are these quotes:"
MORE = "Meer uit de bronnen"
RESTS_ON = "De citaten waarop dit steunt"
SKIPPED = "…"
ALSO_IN = "Ook in {source}"
ANSWER_OF = "het antwoord van de {source}"
CITED_ELSEWHERE = "{who}, aangehaald in {source}"
CITED_IN_ANSWER = "{who}, in {source}"
NOT_UNDERSTOOD = "Daar kan ik geen vraag van maken. Stel me een vraag in gewone woorden."
ORDER_REWORD = (
    "Een antwoord samenvatten, uitleggen of anders verwoorden kan ik niet: ik antwoord alleen op"
    " vragen, met wat in de bronnen staat. De zin die het best past, staat bij elk antwoord"
    " vooraan. Wil je het korter of preciezer, vraag dan naar één ding tegelijk."
)
ORDER_TRANSLATE = (
    "Vertalen kan ik niet: ik antwoord alleen op vragen, met wat in de bronnen staat, en die zijn"
    " Nederlands. Je vraag mag wel Engels zijn."
)
ORDER_WRITE = (
    "Iets schrijven of maken kan ik niet: ik antwoord alleen op vragen, met wat in de bronnen"
    " staat. Stel me een vraag over wat erin moet komen; wat ik vind, kun je met de bronnen"
    " kopiëren of bewaren, en zelf verwerken."
)
ORDER_REPEAT = (
    "Wat ik eerder heb gevonden, staat hierboven nog. Stel je vraag opnieuw en je krijgt hetzelfde"
    " antwoord."
)
ORDER_OTHER = "Opdrachten voer ik niet uit. Ik beantwoord vragen, met wat in de bronnen staat."
REFERENCE = "Zo verwijs je in APA 7 naar wat het vorige antwoord aanhaalt."
REFERENCE_IN_TEXT = "In je tekst: ({in_text})"
REFERENCE_LISTED = "In je literatuurlijst: {reference}"
REFERENCE_NONE = (
    "Stel eerst een vraag: ik geef de verwijzing in APA 7 bij wat een antwoord aanhaalt. Bij elk"
    " antwoord met bronnen staat zij onder ‘Literatuur’."
)
CITED_IN = "{works}, aangehaald in {source}"
ABOUT = "Wat staat er over {subject}?"
ABOUT_HEADING = "Wat staat er over ‘{heading}’?"
CHOICE_GONE = (
    "Wat je hebt gekozen om in te zoeken is er niet (meer); daarom is in alle documenten gezocht."
)
CHOICE_PARTLY = "Niet alles wat je hebt gekozen is er nog; er is gezocht in wat er wel is."
QUESTION_SOURCES = "het veld 'sources' moet een lijst zijn van ids van bronnen."
QUESTION_COLLECTIONS = "het veld 'collections' moet een lijst zijn van namen van collecties."
QUESTION_KINDS = "het veld 'kinds' moet een lijst zijn van soorten: {kinds}."
QUESTION_STYLE = "het veld 'style' moet een van deze zijn: {styles}."
PAGE_SHORT = "p. {page}"
RECOGNISED = "herkende tekst"
QUESTION_NO_JSON = "dit is geen vraag als JSON-object."
QUESTION_FIELD = "het veld '{field}' ontbreekt of is geen tekst."
QUESTION_HISTORY = (
    "het veld 'history' moet een lijst zijn van beurten met 'role' (user of assistant) en "
    "'content'."
)
KINDS = {
    "brief": "antwoord van de Kennisrotonde",
    "bron": "bron",
    "samenvatting": "samenvatting door dit project",
    "eigen": "eigen document",
}
