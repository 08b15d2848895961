"""Which sentences belong together, and who is speaking: on the real brief, and on its traps."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kwchat.answering.passages import Enumeration, Passage, breaks_off
from kwchat.reading import chunking, reader
from kwchat.reading.document import Block, BlockKind, Document, Kind
from kwchat.testing import make_document

BRIEF_PATH = Path(__file__).parents[2] / "corpus" / "kennisrotonde-kenniswerkplaatsen.txt"
BRIEF = reader.read(BRIEF_PATH, source_id="brief", kind=Kind.BRIEF)
PASSAGES = tuple(Passage(chunk, BRIEF) for chunk in chunking.split(BRIEF))


def places() -> list[tuple[Passage, int]]:
    """Return every sentence of the brief, as a passage and a position in it."""
    return [(one, n) for one in PASSAGES for n in range(len(one.chunk.sentences))]


def brief(start: str) -> tuple[Passage, int]:
    """Return where the one sentence of the brief stands that starts with these words."""
    (place,) = [(one, n) for one, n in places() if one.text(n).startswith(start)]
    return place


def passage(*paragraphs: str, items: tuple[str, ...] = ()) -> Passage:
    """Return paragraphs, and a list below them, as one passage."""
    above = make_document(*paragraphs)
    text, blocks = above.text, list(above.blocks)
    for item in items:
        blocks.append(Block(BlockKind.ITEM, len(text) + 2, len(text) + 2 + len(item)))
        text += f"- {item}\n"
    document = Document("bron", Kind.BRON, "Bron", text, tuple(blocks))
    (chunk,) = chunking.split(document, min_words=500, max_words=500)
    return Passage(chunk, document)


def texts_of(one: Passage, enumeration: Enumeration) -> list[str]:
    """Return the first words of an enumeration's lead-in and members."""
    held = [n for n in range(len(one.chunk.sentences)) if enumeration.holds(n)]
    return [" ".join(one.text(n).split()[:2]) for n in held]


def test_six_bullets_and_their_lead_in_are_one_enumeration() -> None:
    """The conditions of Zuiker hang together with the half sentence above them."""
    one, lead = brief("Op basis daarvan concluderen")

    assert list(one.enumerations()) == [Enumeration(lead, lead + 1, lead + 7)]


def test_ordinals_in_running_text_are_one_enumeration_with_their_lead() -> None:
    """*Ten eerste … Ten tweede … Een derde …* belongs to the sentence that announces three."""
    one, lead = brief("In de tussenrapportage over jaar 1")
    (enumeration,) = one.enumerations()

    assert enumeration == Enumeration(lead, lead + 1, lead + 4)
    assert texts_of(one, enumeration) == ["In de", "Ten eerste", "Ten tweede", "Een derde"]


def test_a_first_member_may_go_without_its_ordinal() -> None:
    """Where counting starts at *Ten tweede* the sentence before it is the first member."""
    one, second = brief("Ten tweede zijn ze actief")

    assert list(one.enumerations()) == [Enumeration(None, second - 1, second + 2)]


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(passage("Er is draagvlak. Ten tweede is er tijd."), id="one ordinal"),
        pytest.param(passage("Ten eerste is er tijd.", "Ten tweede geld."), id="two paragraphs"),
        pytest.param(passage("Ten tweede is er tijd. Ten derde geld."), id="without its first"),
        pytest.param(passage("Dit speelt mee.", items=("tijd",)), id="a list of one"),
    ],
)
def test_what_is_no_enumeration(one: Passage) -> None:
    """One member, or members in paragraphs of their own, are quoted by themselves."""
    assert list(one.enumerations()) == []


def test_a_list_without_words_above_it_has_no_lead() -> None:
    """The first sentence of a passage leads nothing if it is an item itself."""
    (enumeration,) = passage(items=("Er is draagvlak.", "Er is tijd.")).enumerations()

    assert enumeration == Enumeration(None, 0, 2)
    assert enumeration.lead_in() == set()


def test_a_lead_in_of_ordinals_stands_in_their_paragraph() -> None:
    """The last sentence of the paragraph above leads nothing in."""
    one = passage("Er is veel nodig.", "Ten eerste is er tijd. Ten tweede is er geld.")

    assert list(one.enumerations()) == [Enumeration(None, 1, 3)]
    led = passage(
        "Zo is het.", "Er zijn twee punten. Ten eerste is er tijd. Ten tweede is er geld."
    )
    assert list(led.enumerations()) == [Enumeration(1, 2, 4)]


@pytest.mark.parametrize("end", [".", "!", "?", "”", ")", '."', ".’", ".[3]", ".¹", ")²"])
def test_words_break_off_without_an_end_mark(end: str) -> None:
    """A colon or a comma promises more."""
    assert not breaks_off(f"Er is tijd{end}")
    assert breaks_off("Er is:")
    assert breaks_off("Er is tijd")
    assert breaks_off("Er is tijd [3]")


def test_two_lists_are_two_enumerations() -> None:
    """A paragraph between two lists ends the one and leads the other."""
    one = passage("Voor de school:", items=("tijd", "geld"))
    document = one.document
    text = document.text + "Voor de hogeschool:\n\n- taal\n- rust\n"
    start = len(document.text)
    more = (
        Block(BlockKind.PARAGRAPH, start, start + 19),
        Block(BlockKind.ITEM, start + 23, start + 27),
        Block(BlockKind.ITEM, start + 30, start + 34),
    )
    both = Document("bron", Kind.BRON, "Bron", text, document.blocks + more)
    (chunk,) = chunking.split(both, min_words=500, max_words=500)

    assert list(Passage(chunk, both).enumerations()) == [
        Enumeration(0, 1, 3),
        Enumeration(3, 4, 6),
    ]
    assert Passage(chunk, both).contexts() == [{0}, {0, 1}, {0, 2}, {3}, {3, 4}, {3, 5}]


@pytest.mark.parametrize(
    ("start", "who"),
    [
        pytest.param("Op basis daarvan concluderen de auteurs", "Zuiker et al. (2017)", id="group"),
        pytest.param("Ten eerste wijzen ze op de rol", "De Jong et al. (2017)", id="ze"),
        pytest.param("Ten tweede wijzen ze op de rol", "De Jong et al. (2017)", id="ze, further"),
        pytest.param("Een derde aanvulling is", "De Jong et al. (2017)", id="an ordinal alone"),
        pytest.param("Zo lijkt het dat", "Exalto et al. (2018)", id="a name in parentheses"),
        pytest.param("De onderzoekers beschrijven zes", "Schot et al. (2019)", id="no preposition"),
        pytest.param("Ze concluderen dat een aantal", "Schot et al. (2019)", id="two before"),
        pytest.param("alle betrokkenen", "Zuiker et al. (2017)", id="an item under a lead-in"),
    ],
)
def test_the_speaker_is_the_one_named_last(start: str, who: str) -> None:
    """*Ze* are the authors of the nearest sentence before that names any, not of an earlier one."""
    one, position = brief(start)

    assert one.speaker(position) == who


@pytest.mark.parametrize(
    "start",
    [
        pytest.param("De genoemde inzichten van Zuiker", id="names its source"),
        pytest.param("In de tussenrapportage na 2 jaar", id="names it in parentheses"),
        pytest.param("de scholen onderzoek een plek", id="an item that names its source"),
        pytest.param("Bij een meer open thema is er", id="speaks of things"),
        pytest.param("Draagvlak en een lerende cultuur binnen de scholen", id="the brief itself"),
        pytest.param("Kenniswerkplaatsen zijn doorgaans", id="nobody"),
    ],
)
def test_a_sentence_that_needs_no_speaker_has_none(start: str) -> None:
    """Who is named already, or not meant, is not named in front of a quote."""
    one, position = brief(start)

    assert one.speaker(position) is None


def test_a_name_above_a_heading_or_far_away_speaks_no_more() -> None:
    """*Ze* under a new heading, or long after a name, are left unnamed instead of guessed."""
    far = passage(
        "Ponte (2002) zag dit. Er is tijd. Er is geld. Er is rust. Er is taal. Er is lef. "
        "Toch willen ze meer."
    )
    text = "Ponte (2002) zag dit.\n\nNieuw\n\nToch willen ze meer.\n"
    blocks = (
        Block(BlockKind.PARAGRAPH, 0, 21),
        Block(BlockKind.HEADING, 23, 28, 1),
        Block(BlockKind.PARAGRAPH, 30, 50),
    )
    document = Document("bron", Kind.BRON, "Bron", text, blocks)
    below = Passage(chunking.split(document)[-1], document)

    assert far.speaker(6) is None
    assert far.text(6) == below.text(0) == "Toch willen ze meer."
    assert below.speaker(0) is None


@pytest.mark.parametrize(
    ("named", "who"),
    [
        ("Volgens Van der Berg en De Wit (2020a) klopt dat.", "Van der Berg en De Wit (2020a)"),
        ("Dat bleek eerder (Ponte & Smit, 2002).", "Ponte & Smit (2002)"),
        ("Het werk van Öztürk e.a. (2021) helpt.", "Öztürk e.a. (2021)"),
        ("Pas in (2017) was dat zo.", None),
    ],
)
def test_names_are_read_as_they_are_written(named: str, who: str | None) -> None:
    """Prefixes and two names stay whole; prepositions and loose years are no name."""
    assert passage(f"{named} Daar zijn ze zeker van.").speaker(1) == who


def test_hesitation_is_found_later_in_the_paragraph() -> None:
    """*Het onderzoek hiernaar is echter nog pril* takes back from all that it is about."""
    one, thema = brief("Als een werkplaats een richtinggevend")
    _, pril = brief("Het onderzoek hiernaar is echter nog pril.")

    assert list(one.hesitation(thema)) == [pril]
    assert list(one.hesitation(pril - 1)) == [pril]
    assert list(one.hesitation(pril)) == []


@pytest.mark.parametrize(
    "paragraphs",
    [
        pytest.param(("Dit werkt goed.", "Dit is echter nog onzeker."), id="another paragraph"),
        pytest.param(("Dit werkt goed. Het geluk is pril.",), id="about something else"),
        pytest.param(("Dit is nog pril. Het werkt goed.",), id="said before"),
    ],
)
def test_other_doubts_are_no_hesitation(paragraphs: tuple[str, ...]) -> None:
    """A doubt counts only later in the same paragraph, and only where it points back."""
    assert list(passage(*paragraphs).hesitation(0)) == []


def test_half_sentences_are_known_as_such() -> None:
    """A lead-in without its list and an item without its lead-in are not whole."""
    one, lead = brief("Op basis daarvan concluderen")

    assert [n for n in range(len(one.chunk.sentences)) if one.is_unfinished(n)] == [lead]
    assert [n for n in range(len(one.chunk.sentences)) if one.is_fragment(n)] == [*range(2, 8)]


def test_whole_items_are_no_fragments() -> None:
    """Items that are sentences stand by themselves."""
    one, position = brief("Draagvlak en een lerende cultuur binnen de school zijn")

    assert not one.is_fragment(position)
    assert not one.is_unfinished(position)


def test_an_item_of_several_sentences_is_one_item() -> None:
    """All sentences of one bullet come back together, and none of the next bullet."""
    one, position = brief("Draagvlak en een lerende cultuur binnen de school zijn")

    assert one.item(position) == one.item(position + 1) == range(position, position + 2)
    (other, paragraph) = brief("Het onderzoek hiernaar")
    assert other.item(paragraph) == range(paragraph, paragraph + 1)


@pytest.mark.parametrize(
    ("text", "hangs"),
    [
        ("Dit lijkt de bruikbaarheid ten goede te komen.", True),
        ("Daarom is er tijd nodig.", True),
        ("Toch wijzen ze op de school.", True),
        ("Ten tweede is er tijd.", True),
        ("Ten eerste is er tijd.", False),
        ("Ten eerste wijzen ze op tijd.", True),
        ("Samenwerking vergt een lange adem.", False),
        ("Ditmaal was er tijd.", False),
    ],
)
def test_pointing_words_hang_on_the_sentence_before(text: str, *, hangs: bool) -> None:
    """*Dit*, *daarom*, *ze* and *ten tweede* need what came before; *ten eerste* opens."""
    assert passage(f"Er is draagvlak. {text}").points_back(1) is hangs


def test_an_item_is_read_with_its_lead_in_and_what_that_leans_on() -> None:
    """What Zuiker names stands in the bullets; who names it, two sentences higher."""
    one, lead = brief("Op basis daarvan concluderen")

    assert one.contexts()[lead + 3] == {lead - 1, lead, lead + 3}
    assert "Zuiker et al. (2017)" in one.text(lead - 1)


def test_a_sentence_that_stands_by_itself_is_read_by_itself() -> None:
    """Neither the sentence before it nor the list below it has a say."""
    one = passage(
        "Een werkplaats verbindt. Scholen en onderzoekers doen mee.", items=("a b", "c d")
    )

    assert one.contexts()[1] == {1}


def test_context_ends() -> None:
    """Whatever leans on whatever: a sentence is in its own context, which is found."""
    assert all(place in one.contexts()[place] for one, place in places())


@given(st.integers(-3, 12), st.integers(-3, 12))
def test_sentences_past_the_ends_share_no_block(one: int, other: int) -> None:
    """Asking beyond a passage is answered with no, never with a sentence from the other end."""
    tested, _ = brief("Het onderzoek hiernaar")
    there = range(3)

    assert tested.same_block(one, other) is (one in there and other in there)


def test_a_sentence_knows_its_place() -> None:
    """Position and text lead back to the same sentence, all over the brief."""
    for one, n in places():
        sentence = one.chunk.sentences[n]

        assert one.position(sentence) == n
        assert one.text(n) == one.chunk.words(sentence)


def nested(*lines: tuple[int, str]) -> Passage:
    """Return lines as one passage: paragraphs at depth -1, items of lists below that."""
    text, blocks = "", list[Block]()
    for depth, line in lines:
        kind = BlockKind.PARAGRAPH if depth < 0 else BlockKind.ITEM
        text += "\n"
        blocks.append(Block(kind, len(text), len(text) + len(line), max(depth, 0)))
        text += line
    document = Document("bron", Kind.BRON, "Bron", text, tuple(blocks))
    (chunk,) = chunking.split(document, min_words=500, max_words=500)
    return Passage(chunk, document)


def test_a_list_inside_a_point_is_an_enumeration_with_that_point_above_it() -> None:
    """The letters of an article belong to the article, and to no other."""
    one = nested(
        (-1, "Voor schorsen geldt:"),
        (0, "De directeur kan schorsen bij:"),
        (1, "geweld;"),
        (1, "diefstal."),
        (0, "Het duurt vijf dagen."),
    )

    assert list(one.enumerations()) == [Enumeration(1, 2, 4), Enumeration(0, 1, 5)]
    assert one.contexts()[3] == {0, 1, 3}
    assert one.begun(3) == {1}
    assert one.is_unfinished(1)
    assert not one.is_unfinished(4)


def test_a_list_that_begins_deep_is_found_once() -> None:
    """Nothing stands above its points that they are inside of."""
    one = nested((-1, "Nodig zijn:"), (1, "brood;"), (1, "water."))

    assert list(one.enumerations()) == [Enumeration(0, 1, 3)]
