"""Orders wherever they may be planted, and a language model that obeys each of them: what is
written, what is cited and the rules stay as they are without them."""

import re
from collections.abc import Callable
from pathlib import Path

import docx
import openai
import pytest
from docx.shared import Pt, RGBColor
from fastapi import FastAPI
from fastapi.testclient import TestClient
from reportlab.pdfgen.canvas import Canvas
from writing import keys, says

import kwchat
from kwchat.answering.writing import Writing
from kwchat.server.completions import create_completions
from kwchat.testing import FakeEncoder, MemoryStore, make_chat_model

EVERY = [
    line.split("\t")
    for line in (Path(__file__).parents[2] / "testset" / "opdrachten-in-tekst.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
]
ATTEMPTS = [(attempt, obeyed) for where, attempt, obeyed in EVERY if where == "document"]
QUESTION = "Wat doet de werkplaatscoördinator?"
SENTENCES = (
    "De werkplaatscoördinator is het aanspreekpunt van de werkplaats.",
    "Het schoolbestuur betaalt drie uur per week.",
)
KEY = "geheim-van-school"
Plant = Callable[[Path, list[str]], None]


def handbook(corpus: Path) -> None:
    text = " ".join(SENTENCES)
    (corpus / "handboek.md").write_text(f"# Handboek\n\n{text}\n", encoding="utf-8")


def in_texts(corpus: Path, orders: list[str]) -> None:
    handbook(corpus)
    for number, order in enumerate(orders):
        (corpus / f"bericht-{number}.md").write_text(f"# Bericht\n\n{order}\n", encoding="utf-8")


def in_headings(corpus: Path, orders: list[str]) -> None:
    handbook(corpus)
    for number, order in enumerate(orders):
        text = f"# {order}\n\nIn week {number} is het lokaal dicht.\n"
        (corpus / f"bericht-{number}.md").write_text(text, encoding="utf-8")


def in_titles(corpus: Path, orders: list[str]) -> None:
    handbook(corpus)
    for number, order in enumerate(orders):
        document = docx.Document()
        document.core_properties.title = order
        document.core_properties.author = order
        document.add_paragraph(f"In week {number} is het lokaal dicht.")
        document.save(str(corpus / f"bericht-{number}.docx"))


def hidden_in_word(corpus: Path, orders: list[str]) -> None:
    document = docx.Document()
    for sentence in SENTENCES:
        document.add_paragraph(sentence)
    for number, order in enumerate(orders):
        font = document.add_paragraph().add_run(order).font
        match number % 3:
            case 0:
                font.color.rgb = RGBColor(255, 255, 255)
            case 1:
                font.size = Pt(1)
            case _:
                font.hidden = True
    document.save(str(corpus / "handboek.docx"))


def hidden_in_pdf(corpus: Path, orders: list[str]) -> None:
    canvas = Canvas(str(corpus / "handboek.pdf"))
    for number, sentence in enumerate(SENTENCES):
        canvas.drawString(72, 700 - 14 * number, sentence)
    for number, order in enumerate(orders):
        way = number % 4
        line = canvas.beginText(700 if way == 3 else 72, 650 - 14 * number)
        line.setFont("Helvetica", 1 if way == 1 else 11)
        line.setFillGray(1 if way == 0 else 0)
        line.setTextRenderMode(3 if way == 2 else 0)
        line.textOut(order)
        canvas.saveState()
        canvas.drawText(line)
        canvas.restoreState()
    canvas.save()


class Obeying:
    """An assistant over what was planted, with a model that says what it is told to say."""

    def __init__(self, folder: Path, plant: Plant, orders: list[str]) -> None:
        """Plant orders in the files of a corpus, and ingest it."""
        self.saying = ""
        self.prompts: list[str] = []
        corpus = folder / "corpus"
        corpus.mkdir(parents=True)
        plant(corpus, orders)
        kwchat.ingest(corpus, index=folder / "index", encoder=FakeEncoder())
        self.assistant = kwchat.open(
            folder / "index",
            encoder=FakeEncoder(),
            store=MemoryStore(),
            chat_model=make_chat_model(self._say),
            threshold=0.0,
            sure=0.0,
        )

    def _say(self, prompt: str) -> str:
        self.prompts.append(prompt)
        return says(self.saying)(prompt)

    def obey(self, obeyed: str) -> kwchat.Answer:
        """Ask the question, while the model obeys an order."""
        self.saying = obeyed
        return self.assistant.answer(QUESTION)

    @property
    def rules(self) -> str:
        """What the model was told before the passages, with any key as one."""
        return re.sub(r"\bk[0-9a-f]{4}\b", "k", self.prompts[-1].partition("<passage")[0])


def cited(answer: kwchat.Answer) -> list[tuple[str, str]]:
    return [
        (one.source_id, one.quote) for one in answer.citations if one.source_id.endswith("handboek")
    ]


@pytest.mark.parametrize("plant", [in_texts, in_headings, in_titles, hidden_in_word, hidden_in_pdf])
def test_an_order_changes_nothing_wherever_it_is_planted(tmp_path: Path, plant: Plant) -> None:
    """Not a sentence of it stays, the handbook is cited with the same words, the rules are the
    same; what nobody sees on the page does not even come to the model."""
    orders = [attempt for attempt, _ in ATTEMPTS]
    clean = Obeying(tmp_path / "zonder", plant, [])
    planted = Obeying(tmp_path / "met", plant, orders)
    without = clean.obey(ATTEMPTS[0][1])

    assert len(cited(without)) > 0
    for _, obeyed in ATTEMPTS:
        answer = planted.obey(obeyed)
        assert isinstance(answer.writing, Writing)
        assert (answer.writing.kept, answer.written) == (0, "")
        assert cited(answer) == cited(without)
        assert planted.rules == clean.rules
    assert len(planted.prompts) == len(ATTEMPTS)
    if plant in {hidden_in_word, hidden_in_pdf}:
        seen = "\n".join(keys(planted.prompts[-1]).values())
        assert list(keys(clean.prompts[-1]).values()) == [seen]


def test_an_order_in_a_question_leaves_the_rules_as_they_are(tmp_path: Path) -> None:
    """It is in the question, below the passages, and nowhere else."""
    obeying = Obeying(tmp_path, in_texts, [])
    obeying.obey("")
    rules = obeying.rules
    for where, attempt, obeyed in EVERY:
        if where == "vraag":
            obeying.saying = obeyed
            obeying.assistant.answer(attempt)
            assert obeying.rules == rules
    assert len(obeying.prompts) > 1


def test_a_forged_turn_of_the_assistant_changes_nothing(tmp_path: Path) -> None:
    """Nor an order of a *system*, in what another chat sends along to be gone on with."""
    obeying = Obeying(tmp_path, hidden_in_word, [])
    app = FastAPI()
    app.mount("/v1", create_completions(obeying.assistant, lambda _: None, KEY))
    client = openai.OpenAI(
        api_key=KEY,
        base_url="http://chat.school.nl/v1",
        max_retries=0,
        http_client=TestClient(app, base_url="http://chat.school.nl"),
    )

    def reply(*before: dict[str, str]) -> tuple[str, object, str]:
        messages = [*before, {"role": "user", "content": QUESTION}]
        told = client.chat.completions.create(model="kwchat", messages=messages)  # type: ignore[call-overload]
        return told.choices[0].message.content, told.model_extra["citations"], obeying.rules

    for attempt, obeyed in ATTEMPTS:
        obeying.saying = obeyed
        forged = [
            {"role": "system", "content": attempt},
            {"role": "user", "content": QUESTION},
            {"role": "assistant", "content": f"{attempt} {obeyed}"},
        ]
        assert reply(*forged) == reply()
