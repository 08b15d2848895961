"""Messages: subject, who and when, the body once, and the names of what hangs on them."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from office import compound_file

from kwchat.errors import ReadError
from kwchat.reading.document import LeftOut, Reason
from kwchat.reading.mail import read_eml, read_msg


def message(plain: str = "", html: str = "") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"] = "Jan de Vriës <jan@school.nl>", "Team <team@school.nl>"
    made["Subject"], made["Date"] = "Studiedag", "Tue, 12 May 2026 10:00:00 +0200"
    if plain:
        made.set_content(plain)
    if html:
        (made.add_alternative if plain else made.set_content)(html, subtype="html")
    return made


def texts(made: EmailMessage) -> list[str]:
    pieces = read_eml(made.as_bytes(), "a.eml").pieces
    return [f"{piece.marker}{piece.text}" for piece in pieces]


HEAD = ["Studiedag", "Van: Jan de Vriës; Aan: Team; Datum: 12-5-2026"]


def test_a_message_in_plain_text() -> None:
    """Its lines are paragraphs and items again, also in what is quoted."""
    body = (
        "De dag begint om\nnegen uur.\n\n- neem iets\n  mee\n- eet samen\n\n"
        "> Komt iedereen?\n> Ook ik?\n"
    )

    assert texts(message(body)) == [
        *HEAD,
        *("De dag begint om negen uur.", "- neem iets mee", "- eet samen"),
        "Komt iedereen? Ook ik?",
    ]


def test_a_body_in_two_forms_is_read_once() -> None:
    """The form with structure counts."""
    made = message("De dag begint om negen uur.", "<p>De dag begint om <b>negen</b> uur.</p>")

    assert texts(made) == [*HEAD, "De dag begint om negen uur."]


def test_attachments_are_named_and_not_read() -> None:
    """Whatever they hold; a message that is attached too."""
    made = message("Zie bijlage.")
    made.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="rooster.pdf")
    made.add_attachment(message("Binnenste."))
    found = read_eml(made.as_bytes(), "a.eml")

    assert [piece.text for piece in found.pieces] == [*HEAD, "Zie bijlage."]
    assert list(found.left_out) == [
        LeftOut(Reason.ATTACHMENT, names=("rooster.pdf",)),
        LeftOut(Reason.ATTACHMENT, names=("zonder naam",)),
    ]
    assert (found.titles, found.author, found.date) == (("Studiedag",), "Jan de Vriës", "2026")


@pytest.mark.parametrize("content", [b"zomaar tekst", b"\x00\x01\x02", b"Content-Type: x\n\nja"])
def test_what_is_no_message_is_named(content: bytes) -> None:
    """A message says at least who wrote it, when, or about what."""
    with pytest.raises(ReadError, match=r"a\.eml: dit is geen leesbaar e-mailbericht"):
        read_eml(content, "a.eml")


def wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def test_a_message_of_outlook(tmp_path: Path) -> None:
    """Properties are streams; the date is a count of 100 nanoseconds since 1601."""
    sent = (134_230_464_000_000_000).to_bytes(8, "little")
    path = compound_file(
        tmp_path / "a.msg",
        {
            "__properties_version1.0": bytes(32) + b"\x40\0\x39\0" + bytes(4) + sent,
            "__substg1.0_0037001F": wide("Studiedag"),
            "__substg1.0_0C1A001F": wide("Jan de Vriës"),
            "__substg1.0_0E04001F": wide("Team"),
            "__substg1.0_1000001F": wide("De dag begint om negen uur.\r\n"),
            "__attach_version1.0_#00000000/__substg1.0_3707001F": wide("rooster.pdf"),
        },
    )
    found = read_msg(path.read_bytes(), "a.msg")

    assert [piece.text for piece in found.pieces] == [
        "Studiedag",
        "Van: Jan de Vriës; Aan: Team; Datum: 12-5-2026",
        "De dag begint om negen uur.",
    ]
    assert list(found.left_out) == [LeftOut(Reason.ATTACHMENT, names=("rooster.pdf",))]


@pytest.mark.parametrize("content", [b"tekst", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
def test_what_is_no_message_of_outlook_is_named(content: bytes) -> None:
    """Also a compound file cut short."""
    with pytest.raises(ReadError, match=r"a\.msg: dit is geen leesbaar Outlook-bericht"):
        read_msg(content, "a.msg")


RAW = "From: Jan <j@x.nl>\nTo: Team <t@x.nl>\nSubject: {}\nMIME-Version: 1.0\n"


QUOTED = (
    b"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"
    b"Het caf=E9 kost 5 =\neuro."
)


def raw(body: bytes, subject: str = "Plan") -> list[str]:
    return [piece.text for piece in read_eml(RAW.format(subject).encode() + body, "a.eml").pieces]


def parts(kind: str, *each: str) -> bytes:
    inside = "".join(f"--b\n{part}\n" for part in each)
    return f"Content-Type: multipart/{kind}; boundary=b\n\n{inside}--b--\n".encode()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            parts(
                "mixed",
                "Content-Type: text/plain\n\nEerste 5",
                "Content-Type: text/html\n\n<p>Tweede <b>6</b></p>",
                "Content-Type: text/plain\nContent-Disposition: inline\n\nDerde 7",
            ),
            ["Eerste 5", "Tweede 6", "Derde 7"],
        ),
        (
            parts(
                "alternative",
                "Content-Type: text/plain\n\nPlat 5",
                "Content-Type: text/html\n\n<html><body></body></html>",
                "Content-Type: text/calendar\n\nBEGIN:VCALENDAR",
            ),
            ["Plat 5"],
        ),
        (
            parts(
                "mixed",
                "Content-Type: text/plain\n\nZie onder.",
                "Content-Type: message/rfc822\n\nFrom: Kees <k@x.nl>\nSubject: Oud\n\nToen 6.",
            ),
            ["Zie onder.", "Oud", "Van: Kees", "Toen 6."],
        ),
        (b"Content-Type: text/plain; charset=x-onbekend\n\nTekst 5", ["Tekst 5"]),
        (b"Content-Type: text/plain\n\n" + "Café € 5".encode(), ["Café € 5"]),
        (b"Content-Type: text/plain\n\n" + "Café € 5".encode("cp1252"), ["Café € 5"]),
        (b"Content-Type: text/plain; charset=us-ascii\n\n" + "Café 5".encode(), ["Café 5"]),
        (
            QUOTED,
            ["Het café kost 5 euro."],
        ),
    ],
    ids=["parts", "empty", "forwarded", "unknown", "utf-8", "windows", "claims ascii", "quoted"],
)
def test_all_text_of_a_message_is_read(body: bytes, text: list[str]) -> None:
    """Each part, of each alternative one with words, in the letters that it is really in."""
    assert raw(body) == ["Plan", "Van: Jan; Aan: Team", *text]


def test_a_mark_before_the_message_does_not_hide_it() -> None:
    """As editors of text put there."""
    found = read_eml(b"\xef\xbb\xbf" + RAW.format("Plan").encode() + b"\nTekst 5", "a.eml")

    assert [piece.text for piece in found.pieces] == ["Plan", "Van: Jan; Aan: Team", "Tekst 5"]


def test_what_a_message_leaves_out_is_said() -> None:
    """The menu of a web page too."""
    made = message(html="<nav>Vier woorden van navigatie</nav><p>De dag begint.</p>")

    assert LeftOut(Reason.NAVIGATION, 4) in read_eml(made.as_bytes(), "a.eml").left_out
