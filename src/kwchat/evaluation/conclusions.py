"""What a run comes to, in a few plain sentences: counts, which round nothing away."""

from collections.abc import Iterator

from kwchat.answering.answer import Outcome
from kwchat.evaluation import texts
from kwchat.evaluation.scores import Result, Run


def sentences(run: Run) -> list[str]:
    """Return three Dutch sentences: how much was answered, how well it was silent, and how right
    the answers are. What a run has no questions for is left out."""
    return [
        *_answered([result for result in run.results if result.question.answerable]),
        *_silent([result for result in run.results if not result.question.answerable]),
        *_right(run),
    ]


def share(part: float, whole: float) -> str:
    """Return a share as a whole percentage in Dutch; only all is 100, and only none is 0.

    >>> share(2, 3), share(999, 1000), share(1, 1000), share(3, 3)
    ('67 %', 'meer dan 99 %', 'minder dan 1 %', '100 %')
    """
    percent = round(100 * part / whole)
    if percent == 100 and part < whole:
        return texts.REPORT_NEARLY_ALL
    if percent == 0 and part > 0:
        return texts.REPORT_HARDLY_ANY
    return f"{percent} %"


def _answered(results: list[Result]) -> Iterator[str]:
    if results:
        answered = sum(result.answer.answered for result in results)
        yield texts.REPORT_ANSWERED.format(
            all=len(results),
            answered=answered,
            share=share(answered, len(results)),
            reserve=sum(result.answer.outcome is Outcome.NEAR for result in results),
        )


def _silent(results: list[Result]) -> Iterator[str]:
    if results:
        asserted = sum(result.answer.outcome is Outcome.ANSWERED for result in results)
        yield texts.REPORT_SILENT.format(
            all=len(results),
            asserted=asserted,
            share=share(asserted, len(results)),
            refused=sum(not result.answer.answered for result in results),
        )


def _right(run: Run) -> Iterator[str]:
    facts, quotes = _total(run, "facts"), _total(run, "quotes_verbatim")
    said = []
    if facts[1]:
        found, whole = facts
        said.append(texts.REPORT_FACTS.format(all=whole, found=found, share=share(found, whole)))
    if quotes[1]:
        said.append(texts.REPORT_QUOTES.format(all=quotes[1], verbatim=quotes[0]))
    if said:
        whole_sentence = "; ".join(said)
        yield f"{whole_sentence[0].upper()}{whole_sentence[1:]}."


def _total(run: Run, score: str) -> tuple[int, int]:
    got = [result.scores[score] for result in run.results if score in result.scores]
    return round(sum(part for part, _ in got)), round(sum(whole for _, whole in got))
