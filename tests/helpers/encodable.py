"""Texts to encode: usual, short, empty, long, and with signs of every kind."""

PASSAGES = (
    "De werkplaatscoördinator structureert, is aanspreekpunt en onderhoudt het netwerk.",
    "Kort.",
    "",
    "Leerkracht-onderzoekers (o.a. in Tilburg) werken samen; zie Ponte (2002). " * 12,
    "ﬁets   😀 «quote»\tna\u200b een\u00a0tab €½",
)
