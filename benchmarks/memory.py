"""Memory of a process that serves the chat, after 100 questions.

    python benchmarks/memory.py

Builds what `kwchat serve` serves on the index that the settings name, asks the assistant behind it
the first 100 questions of the project's test set, and prints the resident set size before and
after. The encoder's weights are mapped from a file: part of the size is page cache, which the
system takes back when it needs it.
"""

from pathlib import Path

import psutil

from kwchat import wiring
from kwchat.answering.answer import Done
from kwchat.evaluation import testsets
from kwchat.server.app import create_app
from kwchat.server.warmup import WarmAssistant

TESTSET = Path(__file__).parents[1] / "tests" / "testset" / "kenniswerkplaatsen.jsonl"
QUESTIONS = 100


def resident() -> int:
    """Return the resident set size of this process in MB."""
    return int(psutil.Process().memory_info().rss / 1e6)


def main() -> None:
    """Print the memory before and after the questions."""
    settings = wiring.read_settings()
    assistant = WarmAssistant(lambda: wiring.build_assistant(settings))
    create_app(assistant)
    assistant.start()
    assistant.wait()
    print(f"ready: {resident()} MB")
    answered = 0
    for question in testsets.load(TESTSET)[:QUESTIONS]:
        *_, last = assistant.stream(question.question, question.history)
        answered += isinstance(last, Done)
    print(f"after {answered} questions: {resident()} MB")


if __name__ == "__main__":
    main()
