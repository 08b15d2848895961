"""Questions to go on with: made of what was found beside an answer, and asked first.

Only a question that the sources surely answer is offered, and only if it brings words that the
answer did not.
"""

import re
from collections.abc import Iterator

from kwchat.answering import texts
from kwchat.answering.answer import Answer, Asking, Choice, Done, Outcome
from kwchat.answering.passages import breaks_off
from kwchat.answering.writing import Style
from kwchat.language import vocabulary

MOST = 3
_TRIED = 8  # questions that are asked at the most for those three
# Share of the best passage's score that a passage must have: further down stands what shares little
# more than a word with the question, and its heading leads the reader away.
_NEAR = 0.7
_QUESTION = re.compile(r"^[A-ZÀ-Þ][^?“”\"\n]{15,120}\?$")
# *Wat voor studie het is*: a heading that is a clause fits in no question.
_CLAUSE = re.compile(
    r"^(?:wat|wie|welke?|hoe|hoeveel|waar(?:om|in|aan|bij|door|mee|van|voor|op)?|wanneer|of|dat)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:De|Het|Een)\b")
_LONGEST = 70  # characters of a heading that can be read at a glance in a question
_TELLING = 0.42  # rarity: *huiswerk* and *subsidie* name a subject, *begin* and *kort* do not
# Rarer words that name a part of a text, and not what it is about.
_PARTS = frozenset(
    """
    aanbevelingen aanvullingen begrippenlijst bijlage bijlagen bronvermelding colofon conclusies
    contactgegevens dankwoord dia eindnoten hoofdstuk index inhoudsopgave inleiding leeswijzer
    literatuurlijst nawoord noten onderzoeksmethode onderzoeksvraag onderzoeksvragen paragraaf
    probleemstelling referenties register slotwoord tabel toelichting verantwoording voetnoten
    voorwoord vraagstelling
    """.split()
)


def suggestions(answer: Answer, assistant: Asking) -> tuple[str, ...]:
    """Return at most three questions that `assistant` surely answers, with other words than those
    of an answer; none after a refusal, of which the passages have nothing to do with the question.

    Raises:
        KwchatError: as the assistant does; what it had no time for is not known to be no answer.
    """
    if answer.outcome is Outcome.NONE:
        return ()
    told = {citation.quote for citation in answer.citations}
    asked = {answer.question.casefold(), answer.understood.casefold()}
    found: list[str] = []
    candidates = [one for one in _candidates(answer) if one.casefold() not in asked]
    for question in list(dict.fromkeys(candidates))[:_TRIED]:
        quotes = _surely_quoted(question, assistant)
        if quotes and not quotes & told:
            found.append(question)
            told |= quotes
        if len(found) == MOST:
            break
    return tuple(found)


def _candidates(answer: Answer) -> Iterator[str]:
    """Yield the questions that the nearest passages ask themselves, then one on each heading above
    such a passage; what was quoted is left out."""
    cited = {citation.chunk_id for citation in answer.citations}
    enough = _NEAR * max((hit.score for hit in answer.passages), default=0.0)
    others = [
        hit.chunk for hit in answer.passages if hit.score >= enough and hit.chunk.id not in cited
    ]
    for chunk in others:
        for sentence in chunk.sentences:
            words = chunk.words(sentence)
            if _QUESTION.match(words) and not breaks_off(words):
                yield words
    for chunk in others:
        yield from _asked_of(chunk.section.strip(" .:"))


def _asked_of(heading: str) -> Iterator[str]:
    """Yield the question that a heading is, or makes; none where it names no subject."""
    if heading.endswith("?"):
        if _QUESTION.match(heading):
            yield heading
    elif len(heading) <= _LONGEST and not _CLAUSE.match(heading) and _names_a_subject(heading):
        if _ARTICLE.match(heading):
            yield texts.ABOUT.format(subject=heading[0].lower() + heading[1:])
        else:
            yield texts.ABOUT_HEADING.format(heading=heading)


def _names_a_subject(heading: str) -> bool:
    said = [word for word in vocabulary.content_words(heading) if word not in _PARTS]
    return any(vocabulary.rarity(word) >= _TELLING for word in said)


def _surely_quoted(question: str, assistant: Asking) -> set[str]:
    """Return what is quoted in answer to a question; nothing where the answer is not sure."""
    for event in assistant.stream(question, (), Choice(style=Style.QUOTES)):
        if isinstance(event, Done) and event.answer.outcome is Outcome.ANSWERED:
            return {citation.quote for citation in event.answer.citations}
    return set()
