"""Conversations: does a new subject keep its own answer, and does a follow-up bring something new?

    python benchmarks/conversations.py tests/testset/gesprekken.jsonl

Prints, for the index that the settings name:

- of the questions on a new subject (`nieuw`) the share whose answer is, to the letter, that of the
  question asked alone;
- of the follow-ups (every other category) that the sources answer the key facts found, the share
  answered whole and the share refused; and of all follow-ups the share that quotes again what the
  conversation holds already;
- how many searches, each one encoding of a question, a question took.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from unittest.mock import patch

from kwchat import wiring
from kwchat.answering import citations
from kwchat.answering.answer import Answer
from kwchat.answering.assistant import Assistant
from kwchat.answering.retriever import Retriever
from kwchat.evaluation import testsets
from kwchat.evaluation.evidence import normalise
from kwchat.evaluation.testsets import Question
from kwchat.index import encoders
from kwchat.index.manifest import open_index

NEW = "nieuw"


def facts_found(question: Question, answer: Answer) -> float:
    """Return which share of the key facts an answer holds; a refusal holds none."""
    text = normalise(answer.text) if answer.answered else ""
    found = [any(normalise(words) in text for words in fact) for fact in question.key_facts]
    return mean(found)


def repeats(question: Question, answer: Answer) -> bool:
    """Tell whether a quote holds a line of an earlier answer, or stands in one."""
    lines = [line for turn in question.history for line in turn.content.splitlines()]
    said = [line.rstrip(".") for line in lines if line]
    quoted = [quote.rstrip(".") for quote, _ in citations.quotes(answer.text)]
    return any(line in quote or quote in line for line in said for quote in quoted)


def report_new(assistant: Assistant, questions: Sequence[Question]) -> None:
    """Print how many answers a conversation before them leaves as they are."""
    changed = [
        question.id
        for question in questions
        if assistant.answer(question.question, question.history).text
        != assistant.answer(question.question).text
    ]
    kept = len(questions) - len(changed)
    print(f"new subject: {kept} of {len(questions)} answers as alone; others: {changed}")


def report_follow_ups(assistant: Assistant, questions: Sequence[Question]) -> None:
    """Print what follow-ups bring, and which of them repeat."""
    answers = [(one, assistant.answer(one.question, one.history)) for one in questions]
    known = [(question, answer) for question, answer in answers if question.key_facts]
    facts = [facts_found(question, answer) for question, answer in known]
    refused = sum(not answer.answered for _, answer in known)
    rightly = sum(not answer.answered for one, answer in answers if not one.answerable)
    unknown = sum(not question.answerable for question in questions)
    print(f"follow-ups: facts {mean(facts):.2f}, whole {facts.count(1)} of {len(known)}")
    print(f"refused: {refused} of {len(known)} wrongly, {rightly} of {unknown} rightly")
    print(f"repeat: {[question.id for question, answer in answers if repeats(question, answer)]}")


def main(paths: Sequence[str]) -> None:
    """Ask every question that follows on something, and report."""
    settings = wiring.read_settings()
    index = open_index(settings.index, encoders.identity(settings.embedding_model))
    assistant = wiring.assistant_on(index, settings)
    asked = [one for path in paths for one in testsets.load(Path(path)) if one.history]
    new = [question for question in asked if question.category == NEW]
    follow_ups = [question for question in asked if question.category != NEW]
    if new:
        report_new(assistant, new)
    with patch.object(Retriever, "search", autospec=True, side_effect=Retriever.search) as search:
        report_follow_ups(assistant, follow_ups)
    print(f"{search.call_count / len(follow_ups):.2f} searches a follow-up")


if __name__ == "__main__":
    main(sys.argv[1:])
