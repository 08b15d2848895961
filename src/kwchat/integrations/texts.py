"""Dutch that is shown to models, not to people."""

# Questions and sentences that have nothing to do with each other: how alike a model finds them is
# where its cosines begin.
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
