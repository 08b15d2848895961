"""A small corpus, a test set on it, and an assistant that answers by heart."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kwchat.answering.answer import Answer, Citation, Hit, Piece, Quote, Seconds, Turn
from kwchat.evaluation.scores import Run, evaluate
from kwchat.evaluation.testsets import Question
from kwchat.index.encoding import Matrix
from kwchat.reading.document import Chunk, Document
from kwchat.testing import make_chunks, make_document

BRIEF = make_document(
    "De werkplaats begint klein. Een coördinator helpt in het eerste jaar.",
    "Draagvlak is belangrijk. Er zijn 55 publicaties verzameld.",
    "Scholen werken samen met de universiteit.",
    source_id="brief",
)
GUIDE = make_document(
    "Het ministerie betaalt de subsidie.",
    "Je vraagt subsidie aan vóór 1 mei.",
    source_id="gids",
)
START, SUPPORT, UNIVERSITY = make_chunks(BRIEF)
SUBSIDY, DEADLINE = make_chunks(GUIDE)
CHUNKS = (START, SUPPORT, UNIVERSITY, SUBSIDY, DEADLINE)

COORDINATOR = Question(
    id="v1",
    category="feit",
    question="Wie helpt in het eerste jaar?",
    history=(),
    answerable=True,
    evidence=("Een coördinator helpt in het eerste jaar",),
    relevant=("brief",),
    key_facts=(("coördinator", "coordinator"), ("eerste jaar",)),
)
PAYER = Question(
    id="v2",
    category="geld",
    question="Wie betaalt?",
    history=(Turn("user", "Is er subsidie?"), Turn("assistant", "Ja.")),
    answerable=True,
    relevant=("gids",),
    key_facts=(("ministerie",),),
)
COSTS = Question(
    id="n1", category="dichtbij", question="Wat kost het?", history=(), answerable=False
)
QUESTIONS = (COORDINATOR, PAYER, COSTS)


class Sources:
    """The documents of the corpus."""

    def document(self, source_id: str) -> Document:
        """Return one of the two sources."""
        return {"brief": BRIEF, "gids": GUIDE}[source_id]

    def token_vectors(self, chunk: Chunk) -> tuple[Matrix, Matrix]:
        """Never needed: nothing is searched."""
        raise NotImplementedError(chunk)


class ByHeart:
    """Answers each question with the answer that it was given for it."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self._answers = answers

    def __call__(self, question: str, history: Sequence[Turn]) -> Answer:
        """Return the answer that was learnt for a question."""
        del history
        return self._answers[question]


def refusal(*passages: Chunk, answerability: float = 0.2) -> Answer:
    """Return a refusal that offers passages."""
    return Answer(
        question="",
        answered=False,
        text="Dat staat niet in de bronnen.",
        citations=(),
        passages=tuple(Hit(chunk, 1.0, 1.0, 1.0) for chunk in passages),
        engine="by heart",
        answerability=answerability,
        seconds=Seconds(0.01, 0.02, 0.03),
    )


def quoting(*passages: Chunk, answerability: float = 0.8) -> Answer:
    """Return an answer that quotes the first of some passages whole."""
    chunk = passages[0]
    citation = Citation(
        number=1,
        source_id=chunk.source_id,
        kind=chunk.kind,
        reference="",
        page=None,
        section="",
        quote=chunk.text,
        start=chunk.start,
        end=chunk.end,
        chunk_id=chunk.id,
    )
    return replace(
        refusal(*passages, answerability=answerability),
        answered=True,
        text=f"De gids:\n“{chunk.text}” [1]",
        citations=(citation,),
        quotes=(Quote(1, (Piece(chunk.text, chunk.start, chunk.end),), "De gids"),),
    )


PERFECT = {
    COORDINATOR.question: quoting(START, SUPPORT),
    PAYER.question: quoting(SUBSIDY, DEADLINE),
    COSTS.question: refusal(SUPPORT),
}


def run(
    changed: Mapping[str, Answer] | None = None, questions: Sequence[Question] = QUESTIONS
) -> Run:
    """Return the evaluation of perfect answers, but for those that are changed."""
    ask = ByHeart({**PERFECT, **(changed or {})})
    documents = Sources()
    return evaluate(questions, ask, chunks=CHUNKS, documents=documents, progress=lambda _: None)
