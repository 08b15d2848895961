"""The sentences that `kwchat.supported` is measured with: each about a passage, under one label."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from benchmarked import benchmark


@pytest.fixture
def claims() -> Iterator[ModuleType]:
    """The script, which imports others of its folder."""
    with benchmark("claims") as module:
        yield module


def test_every_sentence_belongs_to_a_passage(claims: ModuleType) -> None:
    """Under the heading that it stands below; of one passage none comes twice."""
    found = list(claims.claims(claims.CLAIMS, claims.PASSAGES))

    assert len(found) == 5_057
    assert sum(one.is_supported for _, said in found for one in said) == 20_961
    assert sum(not one.is_supported for _, said in found for one in said) == 21_941
    for _, said in found:
        assert len({one.sentence for one in said}) == len(said)


def test_a_passage_that_is_not_there_is_named(claims: ModuleType, tmp_path: Path) -> None:
    """A passage whose heading was changed would otherwise go unmeasured."""
    (tmp_path / "a.txt").write_text("# Er is geen > Zo'n kop\n= Dit staat er.\n", encoding="utf-8")

    with pytest.raises(KeyError, match="Er is geen > Zo'n kop"):
        list(claims.claims(tmp_path, claims.PASSAGES))


def test_a_short_passage_is_given_with_its_sentences(claims: ModuleType, tmp_path: Path) -> None:
    """It is of no document, has no heading, and is there whole."""
    (tmp_path / "a.txt").write_text("> Eén zin. En nog een.\n~ Dit niet.\n", encoding="utf-8")

    ((passage, said),) = claims.claims(tmp_path, claims.PASSAGES)

    assert passage.chunk.embedded_text == "Eén zin. En nog een."
    assert said == (claims.Claim("Dit niet.", is_supported=False),)


def test_no_document_is_in_two_parts(claims: ModuleType) -> None:
    """Or it would be measured on what was learned."""
    parts = {part: claims.of(part) for part in claims.Part}
    titles = [
        {one.document.title or one.chunk.text for one, _ in found} for found in parts.values()
    ]

    assert sum(map(len, parts.values())) == 5_057
    assert len(set.union(*titles)) == sum(map(len, titles))
    assert len(parts[claims.Part.MEASURED]) > 150
