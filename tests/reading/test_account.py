"""The account of a file tells what was lost, and nothing of what was only moved or made whole."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from office import compound_file
from reportlab.pdfgen.canvas import Canvas

from kwchat.reading.account import Account, account
from kwchat.reading.document import LeftOut, Reason
from kwchat.reading.rawtext import raw_pages
from kwchat.testing import make_chunks, make_document


def told(raw: str, *paragraphs: str, heading: str = "") -> Account:
    document = make_document(*paragraphs, heading=heading)
    return account([raw], document, make_chunks(document))


def test_what_the_index_lacks_is_lost() -> None:
    """However often a word comes; a share is never rounded up to whole."""
    one = told("de massa is 72 kg en de lengte is 2 m", "De massa is kg en de lengte is 2 m.")
    many = Account(words=10_000, lost=1)

    assert (one.words, one.lost) == (11, 1)
    assert not one.is_enough
    assert (many.percent, many.is_enough) == ("99,9", True)
    assert Account(words=0, lost=0).percent == "100,0"


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        pytest.param("onder- wijs en op-\nvoe-\nding", "onderwijs en opvoeding", id="broken words"),
        pytest.param("10 8 m/s 2 en CO 2", "10⁸ m/s² en CO₂", id="raised and lowered"),
        pytest.param("twee een", "een twee", id="another order"),
        pytest.param("ﬁets soft\u00adware", "fiets software", id="letters in another form"),
        pytest.param("Uren 3 4", "Uren: 3; Uren: 4", id="headings told again"),
    ],
)
def test_what_is_moved_or_made_whole_is_kept(raw: str, read: str) -> None:
    """Only words count, wherever and in whatever form they stand."""
    assert told(raw, read).lost == 0


def test_a_heading_counts_when_it_can_be_found() -> None:
    """It is found by the passages below it."""
    assert told("Kop zin", "Zin.", heading="Kop").lost == 0
    assert account(["Kop"], make_document(heading="Kop"), []).lost == 1


def test_what_is_left_out_on_purpose_is_not_lost() -> None:
    """Nor more than that: what is left out covers no more words than it has."""
    left_out = (LeftOut(Reason.NAVIGATION, 2),)
    document = replace(make_document("Zin."), left_out=left_out)

    one = account(["Menu Zoek Zin"], document, make_chunks(document))
    two = account(["Menu Zoek weg Zin"], document, make_chunks(document))

    assert (one.lost, two.lost) == (0, 1)


def test_pages_without_text_are_told() -> None:
    """Also those that bear a number alone; a file of one page has no pages to tell."""
    document = make_document("Zin.")

    assert account(["Zin", "2", "", "Zin"], document, []).textless_pages == (2, 3)
    assert account([""], document, []).textless_pages == ()


# --- the raw words ---


def zipped(**parts: str) -> bytes:
    """Return a zip of XML; `__` in a name stands for a slash."""
    target = BytesIO()
    with ZipFile(target, "w") as whole:
        for name, text in parts.items():
            whole.writestr(f"{name.replace('__', '/')}.xml", text)
    return target.getvalue()


WORD = (
    '<w:document xmlns:w="w" xmlns:m="m" xmlns:mc="mc"><w:p><w:r><w:t>on</w:t></w:r><w:ins><w:r>'
    "<w:t>der</w:t></w:r></w:ins><w:del><w:delText>weg</w:delText></w:del></w:p><w:p><m:t>72</m:t>"
    "<w:instrText>PAGE</w:instrText><mc:Choice><w:t>kader</w:t></mc:Choice><mc:Fallback>"
    "<w:t>kader</w:t></mc:Fallback></w:p></w:document>"
)
OPEN = (
    '<o:d xmlns:o="urn:opendocument:office" xmlns:t="urn:opendocument:text"><t:p>een<t:span>twee'
    "</t:span><t:s/>drie</t:p><t:p>vier</t:p></o:d>"
)


@pytest.mark.parametrize(
    ("suffix", "content", "words"),
    [
        (".docx", zipped(word__document=WORD, word__styles=WORD), "onderweg 72kader"),
        (".odt", zipped(content=OPEN, meta=OPEN), "eentwee drie vier"),
        (".txt", "één".encode("cp1252"), "één"),
        (".txt", "\ufeffé".encode("utf-16-le"), "é"),
        (
            ".md",
            b'---\ntitle: x\n---\na [b](http://c.nl "d") <b>e</b> ![](f.png)[^1] `g`',
            "a b e g",
        ),
        (".html", b"<head><title>t</title></head><p>a<b>b</b><br>c<script>d</script>e", "ab c e"),
        (".html", b"<table><tr><td>a<td>b</table>&eacute;", "a b é"),
    ],
)
def test_raw_words_come_from_the_file_itself(suffix: str, content: bytes, words: str) -> None:
    """Every text node, once; no markup, no styles, no metadata."""
    assert " ".join(re.findall(r"\w+", "".join(raw_pages(content, suffix) or []))) == words


def test_a_pdf_has_raw_pages() -> None:
    """An empty one too."""
    target = BytesIO()
    canvas = Canvas(target)
    canvas.drawString(72, 700, "Eerste bladzijde")
    canvas.showPage()
    canvas.showPage()
    canvas.save()

    assert raw_pages(target.getvalue(), ".PDF") == ["Eerste bladzijde", ""]


def test_what_can_be_read_in_one_way_only_has_no_account() -> None:
    """Nor has what is no whole file, or in letters that nobody knows."""
    assert raw_pages(b"x", ".doc") is None
    assert raw_pages(b"PK", ".docx") is None
    assert raw_pages(b"Subject: =?x-onbekend?q?a?=\n\nb", ".eml") is None


SHEET = (
    '<worksheet xmlns="s"><c t="s"><v>1</v></c><c t="s"><v>0</v></c><c><v>3.5</v></c>'
    '<c t="str"><f>A1</f><v>som</v></c><c t="inlineStr"><is><t>in</t></is></c></worksheet>'
)
STRINGS = '<sst xmlns="s"><si><r><t>ge</t></r><r><t>heel</t></r></si><si><t>een</t></si></sst>'
DRAWING = '<d xmlns:a="a"><a:p><a:t>kader</a:t></a:p><a:p><a:t>twee</a:t></a:p></d>'
MAIL = (
    b"Subject: =?utf-8?q?Caf=C3=A9?=\nContent-Type: multipart/mixed; boundary=b\n\n"
    b"--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\nkort\n--c\n"
    b"Content-Type: text/html\n\n<p>lang<b>er</b> hier</p>\n--c--\n"
    b"--b\nContent-Type: text/plain; charset=latin-1\n\nna\xef\xe9f\n"
    b"--b\nContent-Type: text/plain\nContent-Disposition: attachment\n\nweg\n--b--\n"
)


@pytest.mark.parametrize(
    ("suffix", "content", "words"),
    [
        (
            ".xlsx",
            zipped(xl__worksheets__s=SHEET, xl__sharedStrings=STRINGS, xl__drawings__d=DRAWING),
            "een geheel som in kader twee",
        ),
        (".ods", zipped(content=OPEN), "eentwee drie vier"),
        (".csv", b"sep=;\nVak;Uren\n", "Vak Uren"),
        (".tsv", "Vak\tCafé".encode("utf-16"), "Vak Café"),
        (".eml", MAIL, "Café langer hier naïéf"),
        (".rtf", rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}caf\'e9 {\b 12}\par 5}", "café 12 5"),
    ],
)
def test_the_other_kinds_have_a_second_count_too(suffix: str, content: bytes, words: str) -> None:
    """Cells, boxes and parts of messages, in another way than the readers'."""
    assert " ".join(re.findall(r"\w+", "".join(raw_pages(content, suffix) or []))) == words


def test_a_book_is_counted_page_by_page() -> None:
    """All but its table of contents, also what is in no order of reading."""
    target = BytesIO()
    with ZipFile(target, "w") as whole:
        whole.writestr("a/een.xhtml", "<html><body><p>een</p></body></html>")
        whole.writestr("a/nav.xhtml", "<nav epub:type='toc'>inhoud</nav>")
        whole.writestr("a/los.html", "<p>los</p>")

    assert [text.split() for text in raw_pages(target.getvalue(), ".epub") or []] == [
        ["een", "los"]
    ]


def test_a_message_of_outlook_is_counted_by_its_other_body(tmp_path: Path) -> None:
    """It keeps the body as a web page, which is read, and as plain text; without that, not."""
    streams = {
        "__properties_version1.0": b"",
        "__substg1.0_0037001F": "Plan".encode("utf-16-le"),
        "__substg1.0_10130102": b"<p>Wij komen.</p>",
    }
    path = compound_file(tmp_path / "a.msg", streams)
    assert raw_pages(path.read_bytes(), ".msg") is None

    path = compound_file(path, streams | {"__substg1.0_1000001F": "Wij".encode("utf-16-le")})
    assert "".join(raw_pages(path.read_bytes(), ".msg") or []).replace("\0", "").split() == [
        *("Plan", "Wij")
    ]


def test_the_mark_of_a_note_is_no_part_of_its_word() -> None:
    """So many as were left out, and no word that the index lacks."""
    document = make_document("In 2019 waren er 812 leerlingen.")
    marked = replace(document, left_out=(LeftOut(Reason.NOTE_MARK, 0, 2),))
    raw = ["In 20191 waren er 81212 leerlingen3."]

    assert account(raw, marked, make_chunks(marked)).lost == 1
    assert account(raw, document, make_chunks(document)).lost == 3
