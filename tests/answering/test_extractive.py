"""What is quoted: whole, in order, once, and with the name of who says it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from searched import Sources

from kwchat.answering.answer import Evidence, Hit, Query, Role, SentenceMatch, Span, Statement
from kwchat.answering.extractive import ExtractiveEngine
from kwchat.language import vocabulary
from kwchat.reading import chunking, reader
from kwchat.reading.document import Chunk, Document, Kind
from kwchat.testing import make_chunks, make_document

BRIEF_PATH = Path(__file__).parents[2] / "corpus" / "kennisrotonde-kenniswerkplaatsen.txt"
BRIEF = reader.read(BRIEF_PATH, source_id="brief", kind=Kind.BRIEF)
CHUNKS = chunking.split(BRIEF)
ALL_STARTS = [chunk.words(sentence) for chunk in CHUNKS for sentence in chunk.sentences]
WEIGHTS = np.ones(1, dtype=np.float32)

BULLETS = "alle betrokkenen", "de onderzoeksvragen die", "die vragen ook", "de partners in"
BULLETS += "de partners taken", "de scholen onderzoek een plek"


@cache
def terms(words: str) -> frozenset[str]:
    """Return the terms of a sentence, as the retriever does."""
    return vocabulary.term_set(words)


def evidence(
    chunks: Sequence[Chunk], scores: Mapping[str, float], question: str = "Hoe zit dat?"
) -> Evidence:
    """Return hits in the given order; a sentence scores by its first words, others 0.1."""
    matches = [
        SentenceMatch(
            chunk,
            sentence,
            WEIGHTS,
            terms(chunk.words(sentence)),
            next(
                (s for start, s in scores.items() if chunk.words(sentence).startswith(start)), 0.1
            ),
        )
        for chunk in chunks
        for sentence in chunk.sentences
    ]
    hits = tuple(Hit(chunk, 1.0 / (rank + 1), 0.5, 0.5) for rank, chunk in enumerate(chunks))
    return Evidence(Query(question), hits, tuple(matches), WEIGHTS, 0.9)


def chunking_document(markdown: str) -> Document:
    """Read Markdown as a school's own document."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "eigen.md"
        path.write_text(markdown, encoding="utf-8")
        return reader.read(path, source_id="eigen", kind=Kind.EIGEN)


def holding(*starts: str) -> list[Chunk]:
    """Return the passages of the brief that hold sentences with these first words, in order."""
    found = [
        next(c for c in CHUNKS if any(c.words(s).startswith(start) for s in c.sentences))
        for start in starts
    ]
    return list(dict.fromkeys(found))


def parts(statement: Statement, document: Document = BRIEF) -> list[tuple[str, Role]]:
    """Return what a statement shows, part by part, each with its role."""
    return [(document.text[part.span.start : part.span.end], part.role) for part in statement.parts]


def quoted(statements: Sequence[Statement], document: Document = BRIEF) -> list[str]:
    """Return the words that statements show, on one line each."""
    return [" ".join(words for words, _ in parts(one, document)) for one in statements]


def answer(scores: Mapping[str, float], question: str = "Hoe zit dat?") -> list[Statement]:
    """Return what is quoted from the brief where these sentences fit best, in that order."""
    engine = ExtractiveEngine(documents=Sources(BRIEF), references=Sources(BRIEF))
    return list(engine.statements(evidence(holding(*scores), scores, question)))


def test_all_six_bullets_answer_which_conditions() -> None:
    """A question for a list gets the whole list under its lead-in, as one quote."""
    (statement,) = answer({"de partners taken": 1.0}, "Welke voorwaarden noemt Zuiker?")
    (opening, quiet), (lead, text), *items = parts(statement)

    assert (opening, quiet) == ("Op basis daarvan", Role.QUIET)
    assert (lead.startswith("concluderen de auteurs"), text) == (True, Role.TEXT)
    assert [words.startswith(start) for (words, _), start in zip(items, BULLETS, strict=True)] == [
        True
    ] * 6
    assert {role for _, role in items} == {Role.ITEM}
    assert not statement.more


def test_the_words_that_answer_are_pointed_at_in_a_sentence_not_in_a_list() -> None:
    """Of a list that was asked for all of it answers, so nothing in it stands out."""
    chosen = {"de partners taken": 1.0}
    for question, marked in (
        ("Hoe zit dat met taken?", True),
        ("Welke voorwaarden noemt Zuiker?", False),
    ):
        found = evidence(holding(*chosen), chosen, question)
        best = max(found.sentences, key=lambda one: one.score)
        words = Span("brief", best.sentence.start + 3, best.sentence.start + 11)
        pointed = tuple(
            replace(one, answer=words) if one is best else one for one in found.sentences
        )
        engine = ExtractiveEngine(documents=Sources(BRIEF), references=Sources(BRIEF))

        (statement, *_) = engine.statements(replace(found, sentences=pointed))

        assert statement.answer == (words if marked else None)


def test_a_lead_in_is_never_quoted_without_its_list() -> None:
    """Half a sentence that ends above the bullets brings them all, whatever was asked."""
    (statement,) = answer({"Op basis daarvan": 1.0}, "Waarom werkt het?")

    assert [role for _, role in parts(statement)][2:] == [Role.ITEM] * 6


def test_one_bullet_comes_with_the_words_it_completes() -> None:
    """A question about one thing gets one item, under the name of who says it; the beginning of its
    sentence stands quietly before it."""
    (statement,) = answer({"de partners taken": 1.0}, "Wie stemt taken af?")
    *before, (said, role) = parts(statement)

    assert said == "de partners taken en verwachtingen duidelijk afstemmen en"
    assert role is Role.TEXT
    assert {role for _, role in before} == {Role.QUIET}
    assert before[-1][0].endswith("bijdragen aan professionalisering en schoolontwikkeling")
    assert statement.caption == "Zuiker et al. (2017), in het antwoord van de Auteur brief (2020)"


def test_a_short_bullet_comes_with_the_words_it_completes() -> None:
    """Those stand quietly before it, since what lies between is left out."""
    document = chunking_document(
        "# Eisen\n\nEen werkplaats vraagt om\n\n- rust,\n- tijd en\n- moed."
    )
    found = evidence(chunking.split(document), {"moed": 1.0}, "Is er moed nodig?")
    engine = ExtractiveEngine(documents=Sources(document), references=Sources(document))
    (statement,) = engine.statements(found)

    assert parts(statement, document) == [
        ("Een werkplaats vraagt om", Role.QUIET),
        ("moed.", Role.TEXT),
    ]


def test_a_bullet_that_the_question_does_not_name_comes_with_the_others() -> None:
    """Of the ends of one sentence none answers better than the next: all of them are quoted."""
    document = chunking_document(
        "# Meer weten\n\nVoorbeelden staan op\n\n- https://een.nl/\n- https://twee.nl/"
    )
    question = "Waar vind ik voorbeelden?"
    found = evidence(chunking.split(document), {"https://twee": 1.0}, question)
    engine = ExtractiveEngine(documents=Sources(document), references=Sources(document))
    (statement,) = engine.statements(found)

    assert [said for said, _ in parts(statement, document)] == [
        "Voorbeelden staan op",
        "https://een.nl/",
        "https://twee.nl/",
    ]


def test_three_ordinals_answer_which_additions() -> None:
    """An enumeration in running text comes whole too, with the sentence that announces it."""
    statements = answer({"Ten tweede wijzen ze": 1.0}, "Welke aanvullingen zijn er?")
    (text,) = quoted(statements)

    assert text.startswith("In de tussenrapportage over jaar 1")
    assert all(word in text for word in ["Ten eerste", "Ten tweede", "Een derde aanvulling"])


def test_one_ordinal_answers_a_question_about_one_thing() -> None:
    """Who asks for the coordinator gets the coordinator, and hears who says it."""
    (statement,) = answer({"Ten eerste wijzen ze": 1.0}, "Wat doet de coördinator?")

    assert statement.caption == "De Jong et al. (2017), in het antwoord van de Auteur brief (2020)"
    assert parts(statement)[0] == ("Ten eerste", Role.QUIET)
    assert quoted([statement])[0].endswith("het verstevigen van het netwerk.")


@pytest.mark.parametrize(
    "question",
    [
        "Welke taken heeft het schoolbestuur?",
        "Noem de dingen die een schoolbestuur voor een werkplaats doet.",
    ],
)
def test_of_a_list_about_several_only_what_is_about_the_one_that_is_named(question: str) -> None:
    """A question for the tasks of one gets no tasks of the others."""
    (statement,) = answer({"Ten tweede wijzen": 0.9}, question)

    said = " ".join(quoted([statement]))
    assert "schooldirecteuren" in said
    assert "werkplaatscoördinator" not in said


def test_a_work_that_an_item_cites_names_no_item() -> None:
    """The last bullet alone cites Zuiker, and all six are theirs."""
    (statement,) = answer({BULLETS[-1]: 0.9}, "Welke voorwaarden noemen Zuiker et al.?")

    assert len(parts(statement)) > len(BULLETS)


def test_a_word_of_many_items_names_none_of_them() -> None:
    """Of six in the list three are for one sector: that asks for no single one."""
    items = "\n".join(f"- {place}: {kind}" for place, kind in zip("ABCDEF", "xyzxyx", strict=True))
    text = items.replace("x", "basisschool").replace("y", "mbo").replace("z", "vwo")
    document = chunking_document(f"Deze zes zijn er:\n\n{text}\n")
    (chunk,) = chunking.split(document)
    engine = ExtractiveEngine(documents=Sources(document), references=Sources(document))

    def items_of(start: str, question: str) -> int:
        given = evidence([chunk], {start: 0.9}, question)
        return len(next(iter(engine.statements(given))).parts)

    assert items_of("A:", "Welke zijn er op de basisschool?") == 7
    assert items_of("B:", "Welke zijn er in het mbo?") == 1
    assert items_of("C:", "Welke zijn er in het vwo?") == 1


def test_further_points_of_a_series_do_not_come_along_with_the_first() -> None:
    """What is asked for leads by itself; the points behind it, less to the point, are folded."""
    starts = ("Ten eerste wijzen ze", "Ten tweede wijzen ze", "Een derde aanvulling")
    statements = answer(dict(zip(starts, (1.0, 0.99, 0.98), strict=True)), "Wat doet hij?")

    for text, start in zip(quoted(statements), starts, strict=True):
        assert text.startswith(start)
    assert [statement.more for statement in statements] == [False, True, True]


def test_dit_brings_the_sentence_before() -> None:
    """A sentence that points back stands behind what it points at, which is shown quietly."""
    (statement,) = answer({"Dit lijkt de bruikbaarheid": 1.0})
    (before, quiet), (text, role) = parts(statement)

    assert before.startswith("Bij een meer open thema is er meer ruimte")
    assert text.endswith("buiten de school te beperken.")
    assert (quiet, role) == (Role.QUIET, Role.TEXT)


def test_a_clause_that_points_back_stands_quietly() -> None:
    """*daarvoor* points at what is not quoted; the definition behind it does not need it."""
    (statement,) = answer({"Onder meer kenniswerkplaatsen": 1.0})

    assert parts(statement)[0] == (
        "Onder meer kenniswerkplaatsen kunnen voorzien in een structuur daarvoor;",
        Role.QUIET,
    )


@pytest.mark.parametrize("start", ["Als een werkplaats een richtinggevend", "Bij een meer open th"])
@pytest.mark.parametrize("question", ["Helpt een thema?", "Welke voordelen heeft een thema?"])
def test_the_hesitation_is_never_left_out(start: str, question: str) -> None:
    """A claim about themes always comes with *Het onderzoek hiernaar is echter nog pril*."""
    texts = quoted(answer({start: 1.0}, question))

    assert texts[0].endswith("Het onderzoek hiernaar is echter nog pril.")


def test_what_was_said_is_left_out_but_for_a_hesitation() -> None:
    """The sentence that a claim leans on is not quoted again after it was; its doubt always is."""
    starts = {"Bij een meer open thema lijken": 1.0}
    found = evidence(holding(*starts), starts)
    said = quoted(answer({"Als een werkplaats een richtinggevend": 1.0}))
    engine = ExtractiveEngine(documents=Sources(BRIEF), references=Sources(BRIEF))

    again = replace(found, query=Query("En open?", "En vast?", " ".join(said)))
    text = " ".join(quoted(engine.statements(again)))

    assert "Het onderzoek hiernaar is echter nog pril." in " ".join(said)
    assert text.startswith("Bij een meer open thema lijken")
    assert text.endswith("Het onderzoek hiernaar is echter nog pril.")
    assert "richtinggevend" not in text


STATUTE = """# Regels

Artikel 8 luidt:

1. De directeur kan een leerling schorsen bij:
   a) geweld tegen een ander;
   b) herhaalde diefstal.
2. Een schorsing duurt ten hoogste vijf dagen.
"""


@pytest.mark.parametrize("start", ["De directeur", "herhaalde", "geweld"])
def test_the_letters_of_an_article_are_quoted_with_their_article_alone(start: str) -> None:
    """Whether the article fits best or one of its letters: the next article is another matter."""
    document = chunking_document(STATUTE)
    engine = ExtractiveEngine(documents=Sources(document), references=Sources(document))
    found = evidence(chunking.split(document), {start: 1.0})
    (statement,) = engine.statements(replace(found, margin=0.5))

    assert parts(statement, document) == [
        ("De directeur kan een leerling schorsen bij:", Role.TEXT),
        ("geweld tegen een ander;", Role.ITEM),
        ("herhaalde diefstal.", Role.ITEM),
    ]


def test_all_sentences_of_a_bullet_stay_together() -> None:
    """A list item of several sentences is quoted whole."""
    (text,) = quoted(answer({"Succesvolle samenwerking vergt": 1.0}))

    assert text == (
        "Ten vierde is duurzaamheid een factor. Succesvolle samenwerking vergt een lange adem."
    )


LONG = " ".join(["woord"] * 30)


def folded(question: str, *sentences: str) -> list[bool]:
    """Return of sentences that fit equally well, but for their order, which are folded."""
    documents = [make_document(words, source_id=words) for words in sentences]
    sources = Sources(*documents)
    chunks = [chunk for document in documents for chunk in make_chunks(document)]
    scores = {words: 1.0 - 0.01 * place for place, words in enumerate(sentences)}
    engine = ExtractiveEngine(documents=sources, references=sources)
    return [one.more for one in engine.statements(evidence(chunks, scores, question))]


def test_what_cannot_be_read_at_a_glance_is_folded() -> None:
    """The best sentence is always seen; beside it what together stays short."""
    assert folded("Hoe?", "Er is tijd.", "Er is geld.", f"Zin {LONG} moed.") == [
        False,
        False,
        False,
    ]
    assert folded("Hoe?", f"Zin {LONG} rust {LONG}.", "Er is geld.") == [False, True]
    assert folded("Hoe?", "Er is tijd.", f"{LONG} rust {LONG}.", "Er is geld.") == [
        *(False, True, True)
    ]


def test_the_stronger_source_is_quoted_and_the_other_named() -> None:
    """Also where the weaker fits better: who weighed the works goes before a summary of them."""
    summary = make_document(
        "Samenwerking vergt van scholen een lange adem.", source_id="kort", kind=Kind.SAMENVATTING
    )
    brief = make_document(
        "Samenwerking vergt een lange adem van scholen.", source_id="brief", kind=Kind.BRIEF
    )
    sources = Sources(summary, brief)
    chunks = [*make_chunks(summary), *make_chunks(brief)]
    scores = {"Samenwerking vergt van": 1.0, "Samenwerking vergt een": 0.99}

    engine = ExtractiveEngine(documents=sources, references=sources)
    (statement,) = engine.statements(evidence(chunks, scores))

    assert statement.cited.source_id == "brief"
    assert [other.cited.source_id for other in statement.also] == ["kort"]


def test_near_copies_in_two_sources_are_quoted_once() -> None:
    """A second source that repeats the first adds nothing; one that says something else does."""
    first = make_document("Samenwerking vergt een lange adem van scholen.", source_id="een")
    copy = make_document("Samenwerking vergt van scholen een lange adem.", source_id="twee")
    other = make_document("Een schoolbestuur maakt tijd vrij.", source_id="drie")
    sources = Sources(first, copy, other)
    chunks = [make_chunks(document)[0] for document in (first, copy, other)]
    scores = {"Samenwerking vergt een": 1.0, "Samenwerking vergt van": 0.99, "Een schoolb": 0.98}

    engine = ExtractiveEngine(documents=sources, references=sources)
    statements = engine.statements(evidence(chunks, scores))

    assert [one.cited.source_id for one in statements] == ["een", "drie"]


def chosen(*sentences: str) -> list[str]:
    """Return what is quoted of sources of one sentence that fit equally well."""
    documents = [make_document(words, source_id=words) for words in sentences]
    sources = Sources(*documents)
    chunks = [make_chunks(document)[0] for document in documents]
    engine = ExtractiveEngine(documents=sources, references=sources)
    found = evidence(chunks, dict.fromkeys(sentences, 1.0))
    return [one.cited.source_id for one in engine.statements(found)]


def test_no_more_than_three_sentences_are_chosen() -> None:
    """However many fit as well: an answer is no list of everything."""
    sentences = [f"{word} maakt verschil." for word in ("Tijd", "Geld", "Rust", "Moed", "Taal")]

    assert chosen(*sentences) == sentences[:3]


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        pytest.param("Tijd, geld, rust en moed.", "Tijd, geld, rust en zin.", 1, id="3 of 5 terms"),
        pytest.param("Tijd, geld en moed.", "Tijd, geld en zin.", 2, id="2 of 4 terms"),
    ],
)
def test_a_sentence_with_most_terms_in_common_says_the_same(
    one: str, other: str, count: int
) -> None:
    """From three in five on; with half of them it adds something."""
    assert chosen(one, other) == [one, other][:count]


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        pytest.param(
            "De school in Delft kreeg samen twee jaar geld.",
            "De school in Breda kreeg samen twee jaar geld.",
            2,
            id="another name",
        ),
        pytest.param(
            "De school kreeg samen tijd en 300 euro geld.",
            "De school kreeg samen tijd en 400 euro geld.",
            2,
            id="another number",
        ),
        pytest.param(
            "De school vraagt het bestuur twee jaar geld, tijd, rust en moed (Boer, 2019).",
            "De school in Delft vraagt het bestuur twee jaar geld, tijd, rust en moed (Vis, 2020).",
            1,
            id="one name more, and other works",
        ),
    ],
)
def test_what_holds_for_another_is_not_the_same(one: str, other: str, count: int) -> None:
    """*Ook in* would say of one school what holds for the other."""
    assert chosen(one, other) == [one, other][:count]


def test_what_announces_a_list_elsewhere_is_not_quoted() -> None:
    """A lead-in never stands alone, however well it fits."""
    document = make_document("Er gelden drie eisen:", "Een schoolbestuur maakt tijd vrij.")
    sources = Sources(document)
    found = evidence(make_chunks(document), {"Er gelden": 1.0, "Een schoolb": 0.98})

    statements = ExtractiveEngine(documents=sources, references=sources).statements(found)

    assert quoted(statements, document) == ["Een schoolbestuur maakt tijd vrij."]


@pytest.mark.parametrize("lead_in", ["Wie meedoet, krijgt van de school", "De school geeft:"])
def test_what_announces_a_list_in_the_next_passage_is_not_quoted(lead_in: str) -> None:
    """Also without a colon: it breaks off above an item. An address breaks off too, and stands."""
    document = chunking_document(
        f"# Eisen\n\nEen bestuur maakt tijd vrij.\n\n{lead_in}\n\n"
        "- rust op het plein en in de gang en\n- tijd voor een gesprek met de ouders.\n\n"
        "https://www.point013.nl/"
    )
    passages = chunking.split(document, min_words=1, max_words=11)
    sources = Sources(document)
    starts = (lead_in, "https://www", "Een bestuur")
    found = evidence(passages, dict(zip(starts, (1.0, 0.99, 0.98), strict=True)))

    statements = ExtractiveEngine(documents=sources, references=sources).statements(found)

    (above,) = (chunk for chunk in passages if lead_in in chunk.text)
    assert not any(sentence.item for sentence in above.sentences)
    assert quoted(statements, document) == [
        *("https://www.point013.nl/", "Een bestuur maakt tijd vrij.")
    ]


def test_only_what_comes_near_the_best_is_quoted() -> None:
    """A sentence that fits clearly less is left out; with one that fits as well it is not."""
    best, other = "Actief betrokken zijn", "Verder zijn praktijkvoorbeelden"

    assert len(answer({best: 1.0, other: 0.9})) == 1
    assert len(answer({best: 1.0, other: 0.95})) == 2


def test_the_best_sentence_of_a_passage_comes_first() -> None:
    """What fits best opens the answer, by itself, also where the source says it later."""
    later, earlier = "Onder meer kenniswerkplaatsen", "Actief betrokken zijn"
    texts = quoted(answer({later: 1.0, earlier: 0.95}))

    assert [text.split()[0] for text in texts] == ["Onder", "Actief"]


def test_the_passage_with_the_best_sentence_comes_first() -> None:
    """The best sentence opens the answer, also where its passage ranks lower."""
    best, other = "Kenniswerkplaatsen zijn doorgaans", "Actief betrokken zijn"
    scores = {other: 0.95, best: 1.0}

    assert [text.split()[0] for text in quoted(answer(scores))] == ["Kenniswerkplaatsen", "Actief"]


COORDINATOR_START, PIONEERS_START = "Ten eerste wijzen ze", "Als die nog niet"
BOTH = "Wat doet de coördinator en wat als er geen draagvlak is?"


def test_both_parts_of_a_question_are_answered() -> None:
    """What fits the second half best is quoted, however far it stays behind in the whole."""
    found = evidence(
        holding(COORDINATOR_START, PIONEERS_START),
        {COORDINATOR_START: 1.0, PIONEERS_START: 0.2},
        BOTH,
    )
    second = [float(m.chunk.words(m.sentence).startswith(PIONEERS_START)) for m in found.sentences]
    halves = tuple(
        replace(match, part_scores=(match.score, fit))
        for match, fit in zip(found.sentences, second, strict=True)
    )
    engine = ExtractiveEngine(documents=Sources(BRIEF), references=Sources(BRIEF))

    said = quoted(engine.statements(replace(found, sentences=halves)))

    assert any(COORDINATOR_START in words for words in said)
    assert any(PIONEERS_START in words for words in said)


def test_passages_far_down_are_not_quoted() -> None:
    """From the ninth passage on nothing is quoted, however well a sentence fits."""
    words = ("Tijd", "Geld", "Taal", "Rust", "Ruimte", "Moed", "Zin", "Vertrouwen", "Draagvlak")
    documents = [make_document(f"{word} maakt verschil.", source_id=word) for word in words]
    chunks = [make_chunks(document)[0] for document in documents]
    scores = {"Draagvlak": 1.0, "Vertrouwen": 0.9}
    engine = ExtractiveEngine(documents=Sources(*documents), references=Sources())

    assert [one.cited.source_id for one in engine.statements(evidence(chunks, scores))] == [
        "Vertrouwen"
    ]


@pytest.mark.parametrize(
    ("kind", "caption"),
    [
        (Kind.BRIEF, ""),
        (Kind.EIGEN, "Auteur bron (2020)"),
        (Kind.BRON, "Auteur bron (2020)"),
        (Kind.SAMENVATTING, "Auteur bron, 2020"),
    ],
)
def test_every_source_but_the_brief_is_named(kind: Kind, caption: str) -> None:
    """A teacher sees above each quote whose words follow; the brief speaks for itself."""
    document = make_document("Samenwerking vergt een lange adem.", kind=kind)
    engine = ExtractiveEngine(documents=Sources(document), references=Sources(document))
    (statement,) = engine.statements(evidence(make_chunks(document), {}))

    assert statement.caption == caption


def test_who_is_cited_elsewhere_is_named_with_the_source() -> None:
    """Somebody quoted in a teacher's own document is named, and so is the document."""
    document = make_document("Ponte (2002) zag dit. Daar zijn ze zeker van.", kind=Kind.EIGEN)
    engine = ExtractiveEngine(documents=Sources(document), references=Sources(document))
    chunks = chunking.split(document)
    (statement,) = engine.statements(evidence(chunks, {"Daar zijn ze": 1.0}))

    assert statement.caption == "Ponte (2002), aangehaald in Auteur bron, 2020"
    assert quoted([statement], document) == ["Daar zijn ze zeker van."]


def test_a_frame_is_not_repeated() -> None:
    """Two quotes in a row from one speaker get one frame; another speaker gets a new one."""
    one = make_document("Er is tijd.", "Er is draagvlak.", source_id="een")
    two = make_document("Er is vertrouwen.", source_id="twee")
    sources = Sources(one, two)
    chunks = [*make_chunks(one), *make_chunks(two)]
    scores = {"Er is tijd": 1.0, "Er is draagvlak": 0.99, "Er is vertrouwen": 0.98}

    engine = ExtractiveEngine(documents=sources, references=sources)
    statements = engine.statements(evidence(chunks, scores))

    assert [statement.caption for statement in statements] == [
        "Auteur een (2020)",
        "",
        "Auteur twee (2020)",
    ]


def test_brief_and_summary_are_kept_apart() -> None:
    """Where both speak each is named; a summary speaks for itself, whoever it mentions."""
    brief = make_document("Er is tijd.", "Er is draagvlak.", source_id="brief", kind=Kind.BRIEF)
    summary = make_document(
        "Ponte (2002) zag dit. Zij heeft vertrouwen.", source_id="kort", kind=Kind.SAMENVATTING
    )
    sources = Sources(brief, summary)
    chunks = [*make_chunks(brief), *chunking.split(summary)]
    scores = {"Er is tijd": 1.0, "Zij heeft": 0.99, "Er is draagvlak": 0.98}

    engine = ExtractiveEngine(documents=sources, references=sources)
    statements = engine.statements(evidence(chunks, scores))

    assert [statement.caption for statement in statements] == [
        "Het antwoord van de Auteur brief (2020)",
        "Auteur kort, 2020",
        "Het antwoord van de Auteur brief (2020)",
    ]
    assert {statement.who for statement in statements} == {""}


def test_the_brief_is_named_where_it_speaks_after_somebody_else() -> None:
    """Else its words would be taken for theirs; and who is ascribed a quote is handed on."""
    statements = answer({"Ten tweede wijzen ze": 1.0, "Het onderzoek hiernaar": 0.99})

    assert [statement.caption for statement in statements] == [
        "De Jong et al. (2017), in het antwoord van de Auteur brief (2020)",
        "Het antwoord van de Auteur brief (2020)",
    ]
    assert [statement.who for statement in statements] == ["De Jong et al. (2017)", ""]


def test_no_sentences_no_statements() -> None:
    """Without hits, or without a sentence that could be an answer, nothing is quoted."""
    engine = ExtractiveEngine(documents=Sources(BRIEF), references=Sources(BRIEF))
    hits = evidence(CHUNKS, {}).hits

    assert engine.statements(evidence([], {})) == ()
    assert engine.statements(Evidence(Query("Wat?"), hits, (), WEIGHTS, 0.9)) == ()


QUESTIONS = st.sampled_from(["Welke voorwaarden zijn er?", "Waarom werkt het?", "Wie doet wat?"])


@given(
    st.permutations(CHUNKS),
    st.lists(st.floats(0, 1), min_size=len(ALL_STARTS), max_size=len(ALL_STARTS)),
    QUESTIONS,
)
def test_whatever_fits_best_quotes_are_whole_and_inside_their_passage(
    chunks: list[Chunk], scores: list[float], question: str
) -> None:
    """For any ranking: quotes lie in their citation and passage, cut at the edges of sentences,
    and no sentence is quoted twice."""
    engine = ExtractiveEngine(documents=Sources(BRIEF), references=Sources(BRIEF))
    found = evidence(chunks, dict(zip(ALL_STARTS, scores, strict=True)), question)
    by_id = {chunk.id: chunk for chunk in chunks[:8]}
    statements = engine.statements(found)
    spans = [part.span for one in statements for part in one.parts]
    shown = sorted((span.start, span.end) for span in spans)

    assert statements
    assert [one.more for one in statements] == sorted(one.more for one in statements)
    assert not statements[0].more
    for one in statements:
        chunk = by_id[one.chunk_id]
        first, last = one.parts[0].span, one.parts[-1].span
        assert (one.cited.start, one.cited.end) == (first.start, last.end)
        assert chunk.start <= first.start < last.end <= chunk.end
        assert first.start in {sentence.start for sentence in chunk.sentences}
        assert last.end in {sentence.end for sentence in chunk.sentences}
        places = [one.parts[at].role is Role.ITEM for at in range(len(one.parts))]
        assert places == sorted(places), "items come last"
    assert all(end <= start for (_, end), (start, _) in pairwise(shown))


@pytest.mark.parametrize("question", ["Welke voorwaarden zijn er?", "Waarom werkt het?"])
def test_every_sentence_of_the_brief_can_be_quoted(question: str) -> None:
    """Whichever sentence fits best, it is quoted, and never opens with a loose *Dit* or *Ook*."""
    for words in ALL_STARTS:
        texts = quoted(answer({words: 1.0}, question))

        assert any(words in text for text in texts)
        assert not texts[0].startswith(("Dit ", "Ook ", "Verder ", "Als die "))
