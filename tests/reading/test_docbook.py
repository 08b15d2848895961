"""What antiword writes: chapters, lists, tables, notes, and digits that are raised or lowered."""

from kwchat.reading.docbook import read_docbook

BOOK = """<?xml version="1.0"?>
<!DOCTYPE book PUBLIC "-//OASIS//DTD DocBook XML V4.1.2//EN" "http://nergens/docbookx.dtd">
<book lang='nl'><bookinfo><title>Gids</title><author>Jansen</author></bookinfo>
<chapter><title>Een</title><para>Voor 10<superscript>8</superscript> en
CO<subscript>2</subscript><footnote><para>Noot 5.</para></footnote>.</para>
<sect1><title>Twee</title><orderedlist numeration='loweralpha'><listitem><para>eerst</para>
<itemizedlist><listitem><para>diep</para></listitem></itemizedlist></listitem>
<listitem><para>dan</para><para>verder</para></listitem></orderedlist>
<para><informaltable><tgroup><tbody><row><entry>Vak</entry><entry>Uren</entry></row>
<row><entry>Frans</entry><entry>3</entry></row></tbody></tgroup></informaltable></para></sect1>
</chapter></book>"""


def test_every_structure_is_kept() -> None:
    """A note after its paragraph, a list in a list, a table by rows; its rest is not a word."""
    found = read_docbook(BOOK.encode())

    assert [
        (piece.kind.value, piece.level, piece.marker + piece.text) for piece in found.pieces
    ] == [
        ("heading", 1, "Een"),
        ("paragraph", 0, "Voor 10⁸ en CO₂."),
        ("paragraph", 0, "Noot 5."),
        ("heading", 2, "Twee"),
        *(("item", 0, "a. eerst"), ("item", 1, "- diep"), ("item", 0, "b. dan")),
        *(("item", 0, "verder"), ("item", 0, "Vak: Frans; Uren: 3")),
    ]
    assert (found.titles, found.author) == (("Gids",), "Jansen")


def test_what_is_no_docbook_holds_nothing() -> None:
    """It is the caller who says what was wrong with the file."""
    assert not read_docbook(b"").pieces
    assert not read_docbook(b"geen XML").pieces
