"""What was learned about matching is read, and tells an answer from what only looks like one."""

from dataclasses import replace

import numpy as np
import pytest

from kwchat.answering.matching import Matching, Sought
from kwchat.answering.ranking import best_matches
from kwchat.index.encoders import SentenceEncoder
from kwchat.index.encoding import Matrix

DIMENSIONS = 384


@pytest.fixture(scope="module")
def matching() -> Matching:
    """The maps that come with kwchat."""
    return Matching.load()


def tokens(count: int, seed: int = 0) -> Matrix:
    """Return token vectors of length 1."""
    found = np.random.default_rng(seed).normal(size=(count, DIMENSIONS)).astype(np.float32)
    unit: Matrix = found / np.linalg.norm(found, axis=1, keepdims=True)
    return unit


def ones(count: int) -> Matrix:
    return np.ones(count, dtype=np.float32)


def test_the_maps_fit_the_packaged_encoder_only(encoder: SentenceEncoder) -> None:
    """Another encoder of the same name has other vectors."""
    other = replace(encoder.identity, sha256="f" * 64)

    assert Matching.fits(encoder.identity)
    assert not Matching.fits(other)


def test_the_weights_of_a_question_sum_to_one(matching: Matching) -> None:
    """However long it is, its tokens share one vote; what is not the question has none."""
    sought = matching.sought(tokens(5), np.array([0, 0, 1, 1, 1], dtype=np.float32))

    assert sought.weights.sum() == pytest.approx(1.0)
    assert sought.weights[:2] == pytest.approx(0.0)
    assert (sought.weights[2:] > 0).all()


def test_projected_tokens_have_length_one(matching: Matching) -> None:
    """So that their products are cosines, whatever the map does to their length."""
    lengths = np.linalg.norm(matching.projected(tokens(7)), axis=1)

    assert lengths == pytest.approx(1.0, abs=1e-5)


def test_a_better_match_never_fits_worse(matching: Matching) -> None:
    """Both kinds of similarity count in favour of a sentence."""
    sought, said = matching.sought(tokens(4), ones(4)), matching.projected(tokens(6, seed=1))
    near, far = matching.maps["scales"]

    assert near > 0 < far
    low, high = (matching.fit(sought, np.full(4, m, np.float32), said) for m in (0.7, 0.9))
    assert low < high
    itself = np.concatenate([said, sought.projected])
    matches = np.full(4, 0.8, np.float32)
    assert matching.fit(sought, matches, said) < matching.fit(sought, matches, itself)


def test_a_question_without_tokens_is_no_crash(matching: Matching) -> None:
    """An emoji or a question of unknown signs has nothing to match."""
    sought = matching.sought(tokens(0), ones(0))

    assert np.isfinite(matching.fit(sought, ones(0), matching.projected(tokens(3))))


@pytest.mark.encoder
@pytest.mark.parametrize(
    ("answered", "near"),
    [
        ("Wie betaalt de schooltuin?", "Wat kost een bos tulpen bij de schooltuin?"),
        ("Waar komt het geld voor de tuin vandaan?", "Hoeveel leerlingen hebben een allergie?"),
    ],
)
def test_an_answered_question_fits_better_than_one_near_it(
    encoder: SentenceEncoder, matching: Matching, answered: str, near: str
) -> None:
    """The same subject is not enough: who pays is told, what a bunch of tulips costs is not."""
    sentence = "De gemeente Zeist betaalt de schooltuin uit het fonds voor groen."
    (passage,) = encoder.encode_passages([sentence])
    said = matching.projected(passage.tokens)

    def fit(question: str) -> float:
        asked = encoder.encode_question(question).tokens
        sought: Sought = matching.sought(asked, ones(len(asked)))
        return matching.fit(sought, best_matches(asked @ passage.tokens.T), said)

    assert fit(answered) > fit(near)
