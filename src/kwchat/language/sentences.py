"""Where Dutch sentences begin and end.

Own rules, because every answer quotes whole sentences: syntok, the nearest library, cuts after
*dhr.* and *mw.* and misses an ellipsis, a sentence after a URL and one that begins with *'s*.

A full stop ends a sentence unless what stands before it (an abbreviation, an initial) or after it
(a small letter, a year in brackets) says that the sentence goes on.
"""

import re
from collections.abc import Iterator


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Always followed by what they introduce, also when that has a capital: "o.a. Amsterdam".
_INTRODUCES = _listed(
    """
    a.d.h.v. a.h.v. b.v. bc. bijv. bv. c.q. ca. cf. d.i. d.m.v. d.w.z. dd. dhr. dr. dra. drs.
    ds. e.g. evt. excl. fam. gebr. geb. i.c. i.c.m. i.e. i.g.v. i.h.b. i.h.k.v. i.i.g. i.o.v.
    i.p.v. i.s.m. i.t.t. i.v.m. incl. ing. ir. jhr. m.a.w. m.b.t. m.b.v. m.i.v. m.n. m.u.v. max.
    mej. mevr. min. mr. mrs. ms. mw. n.a.v. nl. o.a. o.b.v. o.g.v. o.i.v. o.l.v. o.m. p.a. plm.
    prof. resp. st. t.a.v. t.b.v. t.g.v. t.h.v. t.n.v. t.o.v. t.w. u.a. v.a. vgl. vs. w.o. z.g.
    zgn. zog.
    """
)
# Followed by a number: "p. 12", "1 jan. 2024", "Stb. 2019".
_NUMBERED = _listed(
    """
    aant. afb. afd. afl. apr. art. artt. aug. bijl. blz. dec. dl. ed. feb. febr. fig. figs.
    hfdst. hfst. jan. jg. jrg. jul. jun. lj. mrt. no. nov. nr. nrs. okt. p. par. pag. pp. sep.
    sept. stb. stcrt. tab. tel. trb. vol. vols.
    """
)
# Close what they belong to; a capital after them begins a sentence: "schriften enz. De school".
_CLOSES = _listed(
    """
    a.i. a.s. a.u.b. al. c.s. e.a. e.d. e.v. e.v.a. enz. etc. jl. jr. n.chr. n.v.t. o.i.d. p.j.
    p.p. p.u. p.w. s.v.p. sr. v.chr. z.o.z. z.s.m.
    """
)
# Words that hardly ever are a surname or a title, so that they show a new sentence after "B.".
_STARTERS = _listed(
    """
    aan als bij daar daarna dan dat de deze die dit door een er het hier hierbij hij ik in maar
    met na naast om ook op toen tot uit voor want wat we wie wij ze zij zo zoals
    """
)

_OPENERS = "\"'“”‘’«»([„—–- "
_ENDING = re.compile(
    r"[.!?…]+[\"'”’»)\]]*"
    # A reference put after the full stop belongs to what it supports: "… groter. (Ponte, 2002)"
    r"(?:\s\((?=[^()]*[a-z])[^()]{3,80}?\b\d{4}[a-z]?(?:, [^()]{1,20})?\)(?=\s+[^\sa-z]|\s*$))?"
    r"(?:\[\d+\]|[¹²³⁴-⁹⁰])*(?=\s|$)"
)
_INITIALS = re.compile(r"(?:(?:[A-ZÀ-Þ]|Th|Ch|Ph|IJ)\.-?)+")
_DOTTED = re.compile(r"(?:[a-zà-ÿ]{1,3}\.){2,}", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}\.")
_YEAR_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,40}\d{4}[a-z]?[)\],;:]")
_DIGITS_AND_SPACE = "0123456789 "
_SMALL_START = re.compile(r"['’‘`](?:s|t|n|k)\s+[A-ZÀ-Þ]")
_LINE = re.compile(r"[^\n\r\f]+")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences in a text, in order and without outer white space.

    Nothing but white space is left out, and a line break always ends a sentence.
    """
    return [span for line in _LINE.finditer(text) for span in _in_line(text, *line.span())]


def _in_line(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for ending in _ENDING.finditer(text, start, end):
        before, after = text[start : ending.start()], text[ending.end() : end]
        if _ends(before, ending.group(), after.lstrip()):
            yield from _trimmed(text, start, ending.end())
            start = ending.end()
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    if part.strip():
        yield end - len(part.lstrip()), start + len(part.rstrip())


def _ends(before: str, ending: str, following: str) -> bool:
    """Tell whether a sentence is over, given its words, its closing marks and what follows."""
    if not following:
        return True
    if not _can_begin(following):
        return False
    mark = ending.split(maxsplit=1)[0]
    if mark.startswith(("…", "...")):
        # Standing free it marks words left out of a sentence that goes on.
        return not before[-1:].isspace()
    return mark != "." or _full_stop_ends(before, following)


def _can_begin(following: str) -> bool:
    if _SMALL_START.match(following) or following.startswith(("http://", "https://")):
        return True
    first = following.lstrip(_OPENERS)[:1]
    return first.isupper() or first.isdigit()


def _full_stop_ends(before: str, following: str) -> bool:
    word = f"{before}.".split()[-1].lstrip(_OPENERS)
    # "NL." is no "nl.": an abbreviation in capitals closes like any other word.
    short = word if word.isupper() else word.lower()
    if short in _INTRODUCES:
        return False
    if short in _NUMBERED:
        return not following[0].isdigit()
    if short in _CLOSES:
        return not _YEAR_IN_BRACKETS.match(following)
    if _INITIALS.fullmatch(word) or _DOTTED.fullmatch(word):
        return following[0].isdigit() or _is_starter(following)
    # "1. Inleiding": the number of an item or a heading, not a sentence.
    return not (_NUMBER.fullmatch(word) and not before.strip(_DIGITS_AND_SPACE))


def _is_starter(following: str) -> bool:
    """Tell "De school" from the surname "De Vries": a starter is followed by a small letter."""
    words = following.lstrip(_OPENERS).split(maxsplit=2)
    return words[0].lower() in _STARTERS and len(words) > 1 and words[1][0].islower()
