"""A sentence is supported when passages carry it, and nothing in it says something else."""

import json
from pathlib import Path

import pytest

from kwchat.answering.grounding.support import Fault, Ground, faults, supported
from kwchat.answering.grounding.units import passage_of, units
from kwchat.index.entailer import Entailer

_OF_PAIRS = {"supported", "partly", "contradicted", "unrelated"}
TESTSET = Path(__file__).parents[2] / "testset"
PASSAGE = (
    "De werkplaatscoördinator is het aanspreekpunt van de werkplaats. Zij houdt contact met de "
    "scholen. Het schoolbestuur betaalt drie uur per week, maar niet in de zomer. Zuiker et al. "
    "(2017) noemen dit ‘tijd maken’. Een gezamenlijk thema lijkt voordelen te hebben. Kijk op "
    "https://www.point013.nl/ voor voorbeelden. Ouders mogen meelezen in het verslag."
)


@pytest.mark.parametrize(
    ("sentence", "positions"),
    [
        ("De coördinator is aanspreekpunt van de werkplaats.", (0,)),
        ("De coördinator houdt contact met scholen.", (1,)),
        ("Het bestuur betaalt 3 uur per week.", (2,)),
        ("Het bestuur betaalt niet in de zomer.", (2,)),
        ("Zuiker et al. (2017) noemen dit ‘tijd maken’.", (3,)),
        ("Een gemeenschappelijk thema lijkt voordelen te hebben.", (4,)),
    ],
)
def test_other_words_for_the_same_are_supported(sentence: str, positions: tuple[int, ...]) -> None:
    """And what they rest on is told."""
    support = supported(sentence, [PASSAGE])

    assert support, support.faults
    assert support.grounds == (Ground(0, positions),)


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Het bestuur betaalt vier uur per week.", Fault.NUMBER),
        ("Het bestuur betaalt drie uur per week sinds 2019.", Fault.NUMBER),
        ("Het bestuur betaalt drie uur per maand.", Fault.NUMBER),
        ("Het bestuur betaalt drie keer per week.", Fault.NUMBER),
        ("Het bestuur van Kronos betaalt drie uur per week.", Fault.NAME),
        ("Dit noemen Bakker et al. (2017) ‘tijd maken’.", Fault.NAME),
        ("Zuiker et al. (2018) noemen dit ‘tijd maken’.", Fault.NUMBER),
        ("Zuiker et al. (2017) noemen dit ‘tijd winnen’.", Fault.QUOTATION),
        ("Het bestuur betaalt in de zomer.", Fault.NEGATION),
        ("De coördinator is niet het aanspreekpunt van de werkplaats.", Fault.NEGATION),
        ("Een gezamenlijk thema heeft voordelen.", Fault.HESITATION),
        ("Een gezamenlijk thema lijkt nadelen te hebben.", Fault.DIRECTION),
        ("Ouders moeten meelezen in het verslag.", Fault.FORCE),
        ("Alle ouders mogen meelezen in het verslag.", Fault.FORCE),
        ("Voorbeelden staan op https://www.point014.nl/.", Fault.ADDRESS),
        ("Voorbeelden staan [hier](https://www.point013.nl/).", Fault.MARKUP),
        ("De coördinator betaalt drie uur per week.", Fault.CONTENT),
        ("Wie betaalt drie uur per week?", Fault.QUESTION),
        ("The school board pays three hours per week.", Fault.LANGUAGE),
        ("The werkplaatscoördinator is the aanspreekpunt of the werkplaats.", Fault.LANGUAGE),
        ("Ja.", Fault.EMPTY),
        ("Het is een werkplaats.", Fault.EMPTY),
        ("Het bestuur betaalt drie uur, het bestuur betaalt drie uur.", Fault.EMPTY),
        ("De scholen houden contact met de werkplaatscoördinator.", Fault.ROLE),
    ],
)
def test_what_says_something_else_is_not(sentence: str, fault: Fault) -> None:
    """The fault is named."""
    support = supported(sentence, [PASSAGE])

    assert not support
    assert fault in support.faults


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Het bestuur betaalt drie uur per week ¹.", Fault.MARKUP),
        ("Het bestuur betaalt drie uur per week†.", Fault.MARKUP),
        ("Leraar: Het bestuur betaalt drie uur per week.", Fault.MARKUP),
        ("Antwoord: Het bestuur betaalt drie uur per week.", Fault.MARKUP),
        ("Het bestuur betaalt drie uur per week,", Fault.MARKUP),
        ("Het bestuur betaalt drie uur per week..", Fault.MARKUP),
        ("Per week: per week betaalt het bestuur drie uur.", Fault.EMPTY),
        ("Het schoolbestuur betaalt voor het schoolbestuur betaalt uren per week.", Fault.EMPTY),
    ],
)
def test_what_a_small_model_writes_around_the_same_words_is_not(
    sentence: str, fault: Fault
) -> None:
    """Notes that nobody gave, words of the prompt, what breaks off, and stammering."""
    support = supported(sentence, ["Het schoolbestuur betaalt drie uur per week."])

    assert fault in support.faults


@pytest.mark.parametrize(
    ("sentence", "passage", "fault"),
    [
        (
            "De werkplaats kreeg subsidie voor een jaar.",
            "De werkplaats kreeg subsidie voor twee jaar.",
            Fault.NUMBER,
        ),
        ("De proef duurde een week.", "De proef duurde drie weken.", Fault.NUMBER),
        ("De scholen kregen elk 900 euro.", "De scholen kregen 900 euro.", Fault.NUMBER),
        ("De scholen kregen 900 euro elk.", "De scholen kregen 900 euro.", Fault.NUMBER),
        (
            "De praktijkvoorbeelden worden vooraf gepland.",
            "De praktijkvoorbeelden waren vooraf gepland.",
            Fault.TIME,
        ),
    ],
)
def test_another_length_or_another_time_is_not(sentence: str, passage: str, fault: Fault) -> None:
    """The article counts before a length of time; what all have is not what each has; what was so
    need not be so now."""
    assert fault in supported(sentence, [passage]).faults
    assert supported(passage, [passage])


def test_how_often_may_be_said_of_what_was_counted() -> None:
    """*Drie keer* is no length of time, and may stand for three of anything else."""
    said = "De groep houdt drie bijeenkomsten per jaar."
    claim = "De groep houdt drie keer per jaar bijeenkomsten."

    assert Fault.NUMBER not in supported(claim, [said]).faults


def test_a_title_in_english_may_be_named() -> None:
    """Its words are in the source."""
    said = "De leraren lezen het boek The Reflective Teacher and the School."

    assert supported(said, [said])


def test_the_year_of_a_work_is_not_that_of_what_follows() -> None:
    """It counts where the claim cites the work, and not as the year of a fact."""
    said = "De prijs daalde (Zuiker, 2017). De opbrengst steeg toch."

    for dated in ("De opbrengst steeg toch in 2017.", "In 2017 steeg de opbrengst toch."):
        assert Fault.NUMBER in supported(dated, [said]).faults
    cited = supported("Volgens Zuiker (2017) steeg de opbrengst toch.", [said])
    assert Fault.NUMBER not in cited.faults


def test_what_a_claim_is_most_about_has_its_numbers() -> None:
    """And so has what it rests on: no sentence lends another one a number."""
    own, other = "De gids leidt de groep door het museum.", "Het museum opende in 2016."
    units_of_both = {unit.text: unit for unit in units(passage_of(f"{own} {other}"))}

    def found(claim: str, unit: str) -> set[Fault]:
        one = units_of_both[unit]
        return set(faults(claim, one, 9.0, (one,)))

    assert Fault.NUMBER in found(f"{own[:-1]} in 2016.", other)
    assert Fault.NUMBER in found("Het museum opende in 2016.", own)
    assert Fault.NUMBER in found("In 2016 leidt de gids een groep.", other)
    assert Fault.NUMBER not in found("Sinds 2016 is het museum open voor een groep.", other)
    assert Fault.NUMBER not in found("Sinds 2016 komen leerlingen, ouders en een groep.", other)


def test_an_enumeration_has_the_numbers_of_its_items() -> None:
    """Though most of a claim's words are in what leads up to them."""
    said = "De gids leidt elke dag groepen rond:\n- 3 in de ochtend\n- 4 in de middag"
    whole = max(units(passage_of(said)), key=lambda one: len(one.positions))
    claim = "De gids leidt elke dag groepen rond, 4 in de middag."

    assert Fault.NUMBER not in set(faults(claim, whole, 9.0, (whole,)))


def test_parties_keep_their_places_in_what_a_claim_is_most_about() -> None:
    """Also where the claim rests on another sentence."""
    own, other = "De gids is de baas van de groep.", "Hij leidt haar rond."
    unit = next(one for one in units(passage_of(f"{own} {other}")) if one.text == other)

    assert Fault.ROLE in set(faults("De groep is de baas van de gids.", unit, 9.0, (unit,)))
    assert Fault.ROLE not in set(faults(own, unit, 9.0, (unit,)))


@pytest.mark.parametrize(
    ("said", "small", "other"),
    [
        ("Het rooster komt na de herfstvakantie.", "na", "voor"),
        ("De opvang is open vanaf half acht.", "vanaf", "tot"),
        ("De fiets staat boven het raam.", "boven", "onder"),
        ("De klacht wordt binnen zes weken behandeld.", "binnen", "na"),
        ("Ouders mogen uren ruilen, tenzij de groep vol is.", "tenzij", "als"),
        ("Bewoners mogen een kat houden.", "mogen", "moeten"),
        ("Honden blijven thuis, omdat sommige bewoners bang zijn.", "omdat", "hoewel"),
        ("Het plan geldt voor alle werknemers met kinderen.", "alle", "sommige"),
        ("De reis telt ruim zes uur.", "ruim", "bijna"),
    ],
)
def test_another_small_word_is_another_claim(
    said: str, small: str, other: str, entailer: Entailer
) -> None:
    """It counts for no content, and the rest is the same to the letter."""
    claim = said.replace(f" {small} ", f" {other} ")

    assert supported(said, [said], entailer=entailer)
    assert Fault.DIRECTION in supported(claim, [said], entailer=entailer).faults


def test_another_small_word_is_seen_where_its_clause_has_moved() -> None:
    """What counts is what it stands before."""
    said = "Ouders mogen uren ruilen, tenzij de groep vol is."

    assert (
        Fault.DIRECTION
        in supported("Als de groep vol is, mogen ouders uren ruilen.", [said]).faults
    )
    assert supported("Tenzij de groep vol is, mogen ouders uren ruilen.", [said])


def test_a_small_word_may_differ_where_one_of_the_two_denies() -> None:
    """*Pas na* is *niet voor*."""
    said = "De bus komt pas na de vakantie en rijdt dan elke dag."

    assert Fault.DIRECTION in supported("De bus komt voor de vakantie.", [said]).faults
    assert Fault.DIRECTION not in supported("De bus komt niet voor de vakantie.", [said]).faults


@pytest.mark.parametrize(
    "sentence",
    ["De bus rijdt omdat de school nieuw is.", "De nieuwe school zorgt ervoor dat de bus rijdt."],
)
def test_what_stands_beside_something_is_not_its_cause(sentence: str) -> None:
    """All the words are there, and nothing says why."""
    said = "De bus rijdt en de school is nieuw."

    assert Fault.CAUSE in supported(sentence, [said]).faults
    assert supported("De bus rijdt, want de school is nieuw.", [said.replace(" en", ", want")])


def test_two_passages_do_not_make_one_claim() -> None:
    """The subject of one and what another says of somebody else is nobody's; two whole clauses may
    rest on two passages."""
    passages = ["De gemeente betaalt de helft van de bouw.", "De provincie koopt een nieuwe bus."]

    assert not supported("De gemeente koopt een nieuwe bus.", passages)
    assert not supported("De provincie betaalt de helft van de bouw.", passages)
    both = supported("De gemeente betaalt de helft en de provincie koopt een nieuwe bus.", passages)
    assert both.grounds == (Ground(0, (0,)), Ground(1, (0,)))


def test_without_a_passage_nothing_is_supported() -> None:
    """Not even a truism."""
    assert not supported("De school is een school voor leerlingen.", [])


@pytest.mark.parametrize(
    ("part", "contradicted", "by_a_model", "share"),
    [
        ("gegrond", 0, 0.85, 0.77),
        ("gegrond-meer", 0, 0.67, 0.67),
        ("gegrond-apart", 1, 0.77, 0.71),
    ],
)
def test_the_labelled_sentences(
    part: str, contradicted: int, by_a_model: float, share: float, entailer: Entailer
) -> None:
    """Of what a model might make up nothing passes, nor what is true in part; of all that is
    supported seven in ten do, of freer paraphrases two in three."""
    lines = (TESTSET / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    passed: dict[str, list[str]] = {}
    good: list[bool] = []
    for row in map(json.loads, lines):
        by_model = not row["id"].startswith("p")
        kind = row["label"] if row["label"] in _OF_PAIRS else "made up"
        if kind == "supported":
            good.append(by_model)
        if supported(row["sentence"], row["passages"], entailer=entailer):
            passed.setdefault(f"{kind}{' by a model' * by_model}", []).append(row["sentence"])

    assert not passed.keys() & {"made up by a model", "partly", "unrelated"}, passed
    wrong = passed.get("contradicted", []) + passed.get("contradicted by a model", [])
    assert len(wrong) <= contradicted, wrong
    assert not passed.keys() & {"partly by a model", "unrelated by a model"}, passed
    rightly = passed["supported by a model"]
    assert len(rightly) >= by_a_model * sum(good)
    assert len(rightly + passed.get("supported", [])) >= share * len(good)
