"""The passages that the reader did not learn from, as a corpus with a test set.

    python benchmarks/held_out.py benchmarks/data/passages FOLDER
    kwchat ingest FOLDER/corpus --index FOLDER/index
    kwchat eval FOLDER/vragen.jsonl --index FOLDER/index

What the search, the choice of sentences and the thresholds are tuned on beside the tuned part of
the test set: unlike that, it is not about kenniswerkplaatsen, and unlike the corpora that kwchat is
judged by, it may be looked at.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import reading_data
from reading_data import Lesson, Question

from kwchat.reading.document import Sentence


def main() -> None:
    """Write the corpus, a document per title, and the questions in any order."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("own", type=Path, help="folder with our own passages")
    arguments.add_argument("folder", type=Path, help="where to write")
    given = arguments.parse_args()
    corpus = given.folder / "corpus"
    corpus.mkdir(parents=True)
    documents = filter(reading_data.is_held_out, reading_data.own_documents(given.own))
    rows = list[dict[str, object]]()
    for number, document in enumerate(documents):
        (corpus / f"{number:03}.md").write_text("\n".join(_lines(document)), encoding="utf-8")
        rows += [_row(lesson, asked) for lesson in document for asked in lesson.questions]
    random.Random(1).shuffle(rows)  # noqa: S311 (an order, no secret)
    with (given.folder / "vragen.jsonl").open("w", encoding="utf-8") as file:
        for number, row in enumerate(rows):
            file.write(json.dumps({"id": f"v{number}", **row}, ensure_ascii=False) + "\n")


def _lines(document: Sequence[Lesson]) -> Iterator[str]:
    yield f"# {document[0].passage.document.title}"
    for lesson in document:
        chunk = lesson.passage.chunk
        yield from (f"\n## {heading}" for heading in chunk.heading_path[1:])
        was_item: bool | None = None
        for sentence in chunk.sentences:
            if sentence.item is not was_item:
                yield ""
            said = chunk.words(sentence)
            yield f"- {said}" if sentence.item else said
            was_item = sentence.item


def _row(lesson: Lesson, asked: Question) -> dict[str, object]:
    chunk = lesson.passage.chunk
    answers: list[Sentence] = [chunk.sentences[answer] for answer in sorted(asked.answers)]
    turn = {"role": "user", "content": asked.context}
    return {
        "category": "vervolg" if asked.context else "los",
        "question": asked.text,
        "history": [turn] if asked.context else [],
        "answerable": bool(answers),
        "evidence": [chunk.words(answer) for answer in answers],
        "key_facts": [[asked.words]] if answers and asked.words else [],
    }


if __name__ == "__main__":
    main()
