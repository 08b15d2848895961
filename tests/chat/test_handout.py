"""An answer that is passed on: what is in it, that it reads the same, that it is not forged."""

import re
from dataclasses import asdict, replace
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer
from markdown_it import MarkdownIt
from scripted import (
    COORDINATOR_QUESTION,
    FOLLOW_UP,
    REFERENCE,
    TWO_SOURCES_QUESTION,
    ScriptedAssistant,
    theme_answer,
    written_answer,
)
from searched import BRIEF, Sources, make_retriever

from kwchat import __version__
from kwchat.answering.answer import Also, Piece, Quote, Role
from kwchat.answering.assistant import Assistant
from kwchat.answering.extractive import ExtractiveEngine
from kwchat.answering.links import citation_link
from kwchat.answering.texts import MORE as MORE_FROM_SOURCES
from kwchat.answering.texts import RESTS_ON
from kwchat.chat import texts
from kwchat.chat.handout import Handout, Seal, handout, markdown, plain, provenance
from kwchat.chat.rendering import rich_html
from kwchat.chat.word import docx
from kwchat.errors import SharingError
from kwchat.reading.document import Document as DocumentValue
from kwchat.server import api
from kwchat.server.throttle import SAVING, Throttle

MADE = date(2026, 11, 22)
CHECKED = (
    "Gecontroleerd: 2 van 2 citaten letterlijk. Gemaakt door een computerprogramma "
    f"(kwchat {__version__}) op 22 november 2026."
)
NASTY = (
    "# <img src=x onerror=alert(1)> [x](javascript:alert(1)) **vet** `code` | 1. &amp; \\ ~~weg~~"
)


@pytest.fixture
def theme() -> Handout:
    """The answer with two quotes, of which the second is folded."""
    return handout(theme_answer(), made=MADE)


def saying(words: str, *, question: str = TWO_SOURCES_QUESTION) -> Handout:
    """Return an answer that says some words everywhere: note, caption, quote and list."""
    pieces = (Piece(words, 0, 1, Role.QUIET), Piece(words, 1, 2, skips=True))
    listed = (Piece(words, 0, 1, Role.ITEM), Piece(words, 1, 2, Role.ITEM))
    quotes = (Quote(1, pieces, words, (Also(2, words),)), Quote(2, listed, more=True))
    answer = replace(theme_answer(), note=words, quotes=quotes, question=question)
    return handout(answer, made=MADE)


def rendered(text: str) -> str:
    """Return Markdown as a reader sees it, without its tags."""
    return re.sub(r"<[^>]+>", "", MarkdownIt("commonmark").enable("strikethrough").render(text))


def word(data: bytes) -> list[tuple[str, str]]:
    """Return the paragraphs of a DOCX file: style and text."""
    return [(p.style.name, p.text) for p in Document(BytesIO(data)).paragraphs]


def test_what_answers_is_bold_in_word_markdown_and_what_is_pasted() -> None:
    """Of a sentence and of an item of a list; nothing else of a quote is."""
    told, listed = "Het kost 5 * 2 euro.", "* 5 * 2 euro per kind"
    pieces = (
        Piece(told, 0, len(told), answer=(9, 19)),
        Piece(listed, 30, 51, Role.ITEM, answer=(2, 12)),
    )
    passed_on = handout(replace(theme_answer(), quotes=(Quote(1, pieces),)), made=MADE)

    paragraphs = Document(BytesIO(docx(passed_on))).paragraphs
    runs = [run.text for one in paragraphs for run in one.runs if run.bold]
    strong = re.compile("<strong>(.*?)</strong>")
    assert runs == ["5 * 2 euro", "5 * 2 euro"]
    assert strong.findall(MarkdownIt().render(markdown(passed_on))) == runs
    assert [one for one in strong.findall(rich_html(passed_on)) if "euro" in one] == runs
    assert rendered(markdown(passed_on)).count(told) == 1


def test_what_was_checked_is_said(theme: Handout) -> None:
    """With the date and the version; what could not be found again is not called verbatim."""
    assert provenance(theme) == CHECKED
    assert "1 van 2 citaten" in provenance(replace(theme, verbatim=1))


def test_plain_text(theme: Handout) -> None:
    """Question, answer, what each number refers to, the references, and what was checked."""
    asked, answer, sources, references, checked = plain(theme).split("\n\n")

    assert asked == f"Vraag: {TWO_SOURCES_QUESTION}"
    assert answer == theme.text
    assert sources.splitlines() == ["Bronnen", *theme.sources]
    assert references.splitlines() == ["Literatuur", REFERENCE]
    assert checked == CHECKED


def test_markdown(theme: Handout) -> None:
    """Headings and lists are Markdown's; all words are there, in order."""
    text = markdown(theme)
    html = MarkdownIt().render(text)

    assert html.count("<li>") == 2 + 1
    assert f"<h1>{TWO_SOURCES_QUESTION}</h1>" in html
    assert "<h3>Meer uit de bronnen</h3>" in html
    lines = [line.removesuffix(":") for line in theme.text.splitlines()]
    words = [*lines, *theme.sources, REFERENCE, CHECKED]
    places = [rendered(text).index(line) for line in words]
    assert places == sorted(places)


@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1))
def test_words_have_no_meaning_in_markdown(words: str) -> None:
    """Whatever a source says: it is shown as it is, and becomes no element."""
    html = MarkdownIt().render(markdown(saying(words, question=words)))

    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {"h1", "h2", "h3", "p", "ul", "li", "hr", "em"}


@pytest.mark.parametrize("sign", "\\`*_{}[]<>#|~&")
def test_no_sign_keeps_a_meaning_that_some_markdown_gives_it(theme: Handout, sign: str) -> None:
    """Also those of tables, struck words and attributes, which not every reader knows."""
    assert f"tijd \\{sign} geld\n" in markdown(replace(theme, references=(f"tijd {sign} geld",)))


@pytest.mark.parametrize(
    "line",
    ["1. Eén", "2) Twee", "12. Twaalf", "2018. Verslag", "+ Plus", "   - Min", "    Ver"],
)
def test_no_line_begins_a_list_or_code_by_itself(theme: Handout, line: str) -> None:
    """A title that begins with a number, a plus or white space is a paragraph, or one item."""
    html = MarkdownIt().render(markdown(replace(theme, note=line, references=(line,))))

    assert html.count(line.strip()) == 2
    assert set(re.findall(r"<(\w+)", html)) == {"h1", "h2", "h3", "p", "ul", "li", "hr"}
    assert html.count("<ul>") == 2


def test_nasty_words_are_shown_as_they_are() -> None:
    """In Markdown and in Word."""
    given_out = saying(NASTY, question=NASTY)

    html = MarkdownIt().render(markdown(given_out))
    shown = html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert shown.count(NASTY) == 8
    assert "<img" not in html
    assert "\n".join(text for _, text in word(docx(given_out))).count(NASTY) == 8


def test_word(theme: Handout) -> None:
    """A heading, the answer with what is folded, sources, references, and what was checked; in
    Dutch."""
    paragraphs = word(docx(theme))

    assert paragraphs[0] == ("Heading 1", TWO_SOURCES_QUESTION)
    assert [style for style, _ in paragraphs[1:4]] == ["Normal", "Heading 2", "Normal"]
    assert ("Heading 2", "Literatuur") in paragraphs
    assert ("List Bullet", REFERENCE) in paragraphs
    assert paragraphs[-1] == ("Normal", CHECKED)
    document = Document(BytesIO(docx(theme)))
    assert document.core_properties.created.date() == MADE
    assert 'w:val="nl-NL"' in document.styles.element.xml


def test_a_list_is_one_quote_in_every_form() -> None:
    """Quotation marks around all of it, the number behind the last item; what it hangs on stands
    grey in Word."""
    sheet = saying("woord")
    paragraphs = Document(BytesIO(docx(sheet))).paragraphs
    quote = next(p for p in paragraphs if p.text == "“woord … woord” [1]")

    assert "“woord … woord” \\[1\\]\n\nOok in woord \\[2\\]" in markdown(sheet)
    assert "- “woord\n- woord” \\[2\\]" in markdown(sheet)
    listed = [("List Bullet", "“woord"), ("List Bullet", "woord” [2]")]
    assert [one for one in word(docx(sheet)) if one in listed] == listed
    assert [run.text for run in quote.runs if run.font.color.rgb] == ["woord"]
    assert "<li>“woord</li>\n<li>woord” [2]</li>" in rich_html(sheet)


def test_what_a_model_wrote_comes_first_in_every_form() -> None:
    """Then how many of its sentences stayed, and the quotes under the line that says what they
    are."""
    written = handout(written_answer(), made=MADE)
    paragraphs = [one.text for one in Document(BytesIO(docx(written))).paragraphs]
    forms = (plain(written), markdown(written), rich_html(written), "\n".join(paragraphs))

    for form in map(unescape, forms):
        told = re.sub(r"\\", "", form)
        places = [
            told.index(one)
            for one in ("transfereerbaarheid [1]", RESTS_ON, "“Als een werkplaats", "” [2]")
        ]
        assert places == sorted(places)
        assert "2 van 3 zinnen bleven staan" in told
        assert MORE_FROM_SOURCES not in told
    sealed = Seal(b"geheim")
    assert sealed.open(sealed.close(written)) == written


def test_a_follow_up_says_what_it_was_read_with(theme: Handout) -> None:
    """Whoever gets it did not see the conversation; on one line, and not where it stood alone."""
    follow_up = replace(theme, question=f"{FOLLOW_UP}\n", understood=COORDINATOR_QUESTION)
    line = f"Opgevat als: {COORDINATOR_QUESTION} – {FOLLOW_UP}"

    assert plain(follow_up).splitlines()[:2] == [f"Vraag: {FOLLOW_UP}", line]
    assert markdown(follow_up).splitlines()[2] == line
    assert word(docx(follow_up))[1] == ("Normal", line)
    assert f"<p><em>{line}</em></p>" in rich_html(follow_up)
    for text in (plain(theme), markdown(theme), rich_html(theme), str(word(docx(theme)))):
        assert "Opgevat als" not in text
    assert handout(replace(theme_answer(), understood="Wie?"), made=MADE).understood == "Wie?"


def test_formatted_text_for_a_mail(theme: Handout) -> None:
    """All of the plain text, in its order; addresses are links, and nasty words are text."""
    html = rich_html(theme)
    nasty = rich_html(saying(NASTY, question=NASTY))

    shown = re.sub(r"<[^>]+>", "", html)
    places = [shown.index(line.removesuffix(":")) for line in plain(theme).splitlines() if line]
    assert places == sorted(places)
    assert html.count("<li>") == 2 + 1
    assert 'href="https://www.kennisrotonde.nl/"' in html
    assert "<img" not in nasty
    assert unescape(nasty).count(NASTY) == 8


def test_sources_lead_to_their_words(theme: Handout) -> None:
    """In Markdown and in Word, by the whole address of the chat; without it they are no links."""
    address = "https://intranet.school.nl/hulp/"
    targets = [f"{address}{citation_link(citation)}" for citation in theme_answer().citations]
    html = MarkdownIt().render(markdown(theme, address=address))
    links = [
        (link.text, link.address)
        for paragraph in Document(BytesIO(docx(theme, address=address))).paragraphs
        for link in paragraph.hyperlinks
    ]

    assert re.findall(r'<a href="([^"]*)">', html.replace("&amp;", "&")) == targets
    assert [target for _, target in links] == targets
    assert [text for text, _ in links] == list(theme.sources)
    assert word(docx(theme, address=address)) == word(docx(theme))
    assert "<a" not in MarkdownIt().render(markdown(theme))


@given(st.text())
def test_any_text_fits_in_word(text: str) -> None:
    """Characters that its format does not know are left out, the file stays whole."""
    if not set(text) & set(map(chr, range(0xD800, 0xE000))):
        assert word(docx(saying(text, question=text)))


# --- the seal ---


@given(st.text(), st.integers(0, 9))
def test_what_was_sealed_comes_back(text: str, verbatim: int) -> None:
    """Whatever is in it."""
    sheet = replace(saying(text), text=text, verbatim=verbatim)
    seal = Seal(b"geheim")

    assert seal.open(seal.close(sheet)) == sheet


def test_nobody_else_can_seal(theme: Handout) -> None:
    """Changed, made up, sealed by another server or before a restart: it is refused in Dutch."""
    seal = Seal(b"geheim")
    sealed = seal.close(theme)
    forged = URLSafeSerializer(b"geraden", salt="handout").dumps(asdict(theme))

    for wrong in (sealed[:-1], f"x{sealed}", forged, Seal(b"ander").close(theme), "", "é", "a.b"):
        with pytest.raises(SharingError, match="Stel je vraag opnieuw"):
            seal.open(wrong)


def test_the_server_makes_files_of_its_own_answers_only(theme: Handout) -> None:
    """Over HTTP: Word and Markdown; anything else is refused with a sentence."""
    seal = Seal(b"geheim")
    client = TestClient(api.create_api(ScriptedAssistant(), lambda _: None, None, seal))
    sealed = seal.close(theme)

    as_word = client.post("/share", json={"sealed": sealed, "kind": "docx"})
    as_markdown = client.post("/share", json={"sealed": sealed, "kind": "md"})
    forged = client.post("/share", json={"sealed": sealed[1:], "kind": "md"})
    unknown = client.post("/share", json={"sealed": sealed, "kind": "exe"})

    assert word(as_word.content)[-1] == ("Normal", CHECKED)
    assert as_markdown.text == markdown(theme, address="http://testserver/")
    assert as_markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    assert (forged.status_code, forged.json()) == (400, {"error": texts.SHARE_UNKNOWN})
    assert unknown.status_code == 400


def test_who_saves_too_much_waits(theme: Handout) -> None:
    """Making a file is work; beyond the limit there is a sentence, and a time to come back."""
    throttle = Throttle(per_minute=1, per_day=0, sentences=SAVING)
    seal = Seal(b"geheim")
    app = api.create_api(
        ScriptedAssistant(), lambda _: None, None, seal, admit_saving=throttle.admit
    )
    client, body = TestClient(app), {"sealed": seal.close(theme), "kind": "md"}

    assert client.post("/share", json=body).status_code == 200
    refused = client.post("/share", json=body)

    assert refused.status_code == 429
    assert refused.json()["error"].startswith("Je bewaart veel antwoorden kort na elkaar.")
    assert int(refused.headers["Retry-After"]) >= 1
    assert client.post("/ask", json={"question": COORDINATOR_QUESTION}).status_code == 200


# --- what is counted ---


class Altered(Sources):
    """A document of which the words change right after it was quoted once."""

    def __init__(self) -> None:
        super().__init__(BRIEF)
        self.asked = 0

    def document(self, source_id: str) -> DocumentValue:
        """Return the source; the second time with every letter another."""
        self.asked += 1
        found = super().document(source_id)
        return found if self.asked == 1 else replace(found, text=found.text.swapcase())


@pytest.mark.parametrize(("documents", "verbatim"), [(Sources(BRIEF), 1), (Altered(), 0)])
def test_quotes_are_looked_up_again_before_they_are_called_verbatim(
    tmp_path: Path, documents: Sources, verbatim: int
) -> None:
    """The count is of what stands in the document, not of what was cut from it."""
    assistant = Assistant(
        retriever=make_retriever(tmp_path),
        engine=ExtractiveEngine(documents=Sources(BRIEF), references=documents),
        documents=documents,
        references=documents,
        threshold=0.0,
    )
    answer = assistant.answer("Wie is het aanspreekpunt van de werkplaats?")

    assert (len(answer.citations), answer.verbatim) == (1, verbatim)
