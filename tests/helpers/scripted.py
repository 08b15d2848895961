"""An assistant that knows three answers by heart, for tests of the faces around it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kwchat.answering.answer import (
    EVERYTHING,
    Answer,
    Choice,
    Citation,
    Done,
    Event,
    Hit,
    Piece,
    Quote,
    Retrieved,
    Seconds,
    Token,
    Turn,
)
from kwchat.answering.citations import written
from kwchat.answering.texts import MORE as MORE_FROM_SOURCES
from kwchat.answering.texts import NEAREST, RESTS_ON
from kwchat.answering.writing import Failure, Writing
from kwchat.errors import QuestionError
from kwchat.reading.document import Chunk, Kind, Sentence

REFERENCE = (
    "Kennisrotonde. (2019). Welke kenmerken van kenniswerkplaatsen dragen bij aan "
    "professionalisering en schoolontwikkeling? https://www.kennisrotonde.nl/"
)
ANSWER_OF_KENNISROTONDE = "Het antwoord van de Kennisrotonde (2019)"
CAPTION = "De Jong et al. (2017), in het antwoord van de Kennisrotonde (2019)"
REFUSAL = "Dat staat niet in de bronnen die ik heb. Stel je vraag eventueel anders."
GREETING = "Hallo! Stel me een vraag over kenniswerkplaatsen."
TOO_LONG = "Je vraag is te lang: houd het bij 2.000 tekens."

COORDINATOR_QUESTION = "Wat doet een werkplaatscoördinator?"
TWO_SOURCES_QUESTION = "Wat zijn voor- en nadelen van één gemeenschappelijk thema?"
FOLLOW_UP = "En bij een open thema?"
UNANSWERABLE = "Wie won de Champions League in 2019?"

COORDINATOR = (
    "Ten eerste wijzen ze op de rol van de werkplaatscoördinator (in elk geval in het eerste jaar) "
    "voor het structureren van de werkplaats, als aanspreekpunt en voor het verstevigen van het "
    "netwerk."
)
BOARD = (
    "Ten tweede wijzen ze op de rol van het schoolbestuur voor het faciliteren en stimuleren van "
    "schooldirecteuren om deel te nemen aan de werkplaatsen en dit te prioriteren."
)
THEME = (
    "Als een werkplaats een richtinggevend gemeenschappelijk thema heeft, lijkt dit voordelen te "
    "hebben voor de transfereerbaarheid van inzichten (tussen scholen) en nadelen voor de "
    "betrokkenheid en kennisbenutting binnen de deelnemende scholen."
)
OPEN_THEME = (
    "Bij een meer open thema lijken de transfereerbaarheid kleiner en de interne betrokkenheid en "
    "bruikbaarheid groter. Het onderzoek hiernaar is echter nog pril."
)
EXAMPLES = (
    "Zie voor voorbeelden van Kenniswerkplaatsen in het (primair) onderwijs\n"
    "https://www.kohnstamminstituut.nl/woa/"
)


def make_chunk(
    text: str, *, name: str, start: int, page: int | None, section: str, kind: Kind = Kind.BRIEF
) -> Chunk:
    """Make a passage of one sentence."""
    end = start + len(text)
    return Chunk(
        id=name,
        source_id="kennisrotonde-2019",
        kind=kind,
        text=text,
        start=start,
        end=end,
        page=page,
        heading_path=(section,),
        sentences=(Sentence(start, end),),
    )


MONITOR = make_chunk(
    f"{COORDINATOR} {BOARD}",
    name="monitor",
    start=4200,
    page=2,
    section="Aanvullingen op basis van monitoronderzoek",
)
SHORT_ANSWER = make_chunk(
    f"{THEME} {OPEN_THEME}", name="kort", start=900, page=1, section="Kort antwoord"
)
MORE = make_chunk(EXAMPLES, name="meer", start=9000, page=3, section="Meer weten?")
HITS = tuple(Hit(chunk, 0.9, 0.8, 0.7) for chunk in (MONITOR, SHORT_ANSWER, MORE))


def make_citation(number: int, quote: str, chunk: Chunk) -> Citation:
    """Cite words of a passage."""
    start = chunk.start + chunk.text.index(quote)
    return Citation(
        number=number,
        source_id=chunk.source_id,
        kind=chunk.kind,
        reference=REFERENCE,
        page=chunk.page,
        section=chunk.section,
        quote=quote,
        start=start,
        end=start + len(quote),
        chunk_id=chunk.id,
        in_text=f"Kennisrotonde, 2019, p. {chunk.page}" if chunk.page else "Kennisrotonde, 2019",
        sheet=chunk.page,
        title=ANSWER_OF_KENNISROTONDE,
    )


def quoting(citation: Citation, *, caption: str = "", more: bool = False) -> Quote:
    """Quote all of a citation."""
    piece = Piece(citation.quote, citation.start, citation.end)
    return Quote(citation.number, (piece,), caption, more=more)


def make_answer(
    question: str,
    text: str,
    *citations: Citation,
    answered: bool = True,
    hits: tuple[Hit, ...] = HITS,
    quotes: tuple[Quote, ...] = (),
) -> Answer:
    """Make an answer as the assistant gives it."""
    return Answer(
        question=question,
        answered=answered,
        text=text,
        citations=citations,
        passages=hits,
        engine="extractive",
        answerability=0.9 if answered else 0.1,
        seconds=Seconds(0.01, 0.01, 0.02),
        quotes=quotes,
        verbatim=len(citations),
    )


def coordinator_answer(question: str = COORDINATOR_QUESTION) -> Answer:
    """The answer that quotes one passage of page 2."""
    citation = make_citation(1, COORDINATOR, MONITOR)
    quote = quoting(citation, caption=CAPTION)
    return make_answer(question, written(quote), citation, quotes=(quote,))


def theme_answer(question: str = TWO_SOURCES_QUESTION) -> Answer:
    """The answer in two quotes of one source, of which the second is folded."""
    first = make_citation(1, THEME, SHORT_ANSWER)
    second = make_citation(2, OPEN_THEME, SHORT_ANSWER)
    quotes = (quoting(first), quoting(second, more=True))
    text = f"{written(quotes[0])}\n{MORE_FROM_SOURCES}:\n{written(quotes[1])}"
    return make_answer(question, text, first, second, quotes=quotes)


WRITTEN = (
    "Eén gemeenschappelijk thema lijkt voordelen te hebben voor de transfereerbaarheid [1]. Bij "
    "een meer open thema lijkt die kleiner [2]."
)


def written_answer(question: str = TWO_SOURCES_QUESTION) -> Answer:
    """The answer that a language model wrote, of which a sentence was dropped."""
    quoted = theme_answer(question)
    quotes = tuple(replace(quote, more=True) for quote in quoted.quotes)
    lines = [WRITTEN, f"{RESTS_ON}:", *map(written, quotes)]
    writing = Writing("klein", WRITTEN, sentences=3, kept=2)
    return replace(
        quoted, text="\n".join(lines), quotes=quotes, engine="generative", writing=writing
    )


def failed_answer(failure: Failure, question: str = TWO_SOURCES_QUESTION) -> Answer:
    """The answer in quotes where a language model was asked in vain."""
    return replace(theme_answer(question), writing=Writing("klein", failure=failure))


# Answers that a language model had to do with, and what a reader is told of it.
TOLD = (
    (
        written_answer(),
        (
            "Geschreven door een taalmodel, gecontroleerd tegen de bronnen: 2 van 3 zinnen bleven "
            "staan."
        ),
    ),
    (
        failed_answer(Failure.SLOW),
        "Het taalmodel deed er te lang over. Daarom staan hier de citaten.",
    ),
)


def near_answer(question: str = COORDINATOR_QUESTION) -> Answer:
    """The answer that only comes nearest, and says so."""
    quoted = coordinator_answer(question)
    return replace(quoted, text=f"{NEAREST}\n{quoted.text}", note=NEAREST, reserved=True)


class ScriptedAssistant:
    """Answers about coordinators and themes, greets, and refuses everything else; what opens with
    *En* it reads with the question before it."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, tuple[Turn, ...]]] = []
        self.chosen: list[Choice] = []

    def stream(
        self, question: str, history: Sequence[Turn], choice: Choice = EVERYTHING
    ) -> Iterator[Event]:
        """Yield the events of one answer, its text in small pieces."""
        self.heard.append((question, tuple(history)))
        self.chosen.append(choice)
        if len(question) > 2000:
            raise QuestionError(TOO_LONG)
        answer = self._answer(question)
        if question.startswith("En ") and history:
            answer = replace(answer, understood=history[-2].content)
        if answer.passages:
            yield Retrieved(answer.passages)
        folded = answer.text.find(MORE_FROM_SOURCES)
        for start in range(0, len(answer.text), 60):
            yield Token(answer.text[start : start + 60], more=start > folded > 0)
        yield Done(answer)

    def _answer(self, question: str) -> Answer:
        asked = question.lower()
        if asked.startswith("hoi"):
            return make_answer(question, GREETING, answered=False, hits=())
        if "coördinator" in asked:
            return coordinator_answer(question)
        if "thema" in asked:
            return theme_answer(question)
        return make_answer(question, REFUSAL, answered=False)


class Saying(ScriptedAssistant):
    """Gives one answer, whatever is asked."""

    def __init__(self, given: Answer) -> None:
        super().__init__()
        self._given = given

    def _answer(self, question: str) -> Answer:
        return replace(self._given, question=question)


class Going(ScriptedAssistant):
    """Reads a question on a heading as one about the coordinator."""

    def _answer(self, question: str) -> Answer:
        return super()._answer(question.replace("monitoronderzoek", "coördinator"))
