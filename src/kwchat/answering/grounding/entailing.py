"""How likely each part of a passage supports a claim, as it was learned: `index.entailer`."""

from collections.abc import Sequence

import numpy as np

from kwchat.answering.grounding.units import Unit
from kwchat.answering.passages import Passage
from kwchat.index.encoding import Claimed, Encoding, Matrix, Vector

_NOWHERE = -1.0  # the cosine that nothing is below


def odds(claimed: Claimed, encoding: Encoding, passage: Passage, laid: Sequence[Unit]) -> Vector:
    """Return the log-odds (u,) that each unit of a passage supports a claim.

    Args:
        claimed: the claim.
        encoding: the passage, encoded with its headings.
        passage: where its sentences stand.
        laid: its units; each is read with what it leans on, and with the headings.
    """
    pieces = _pieces(claimed.tokens @ encoding.tokens.T, encoding, passage)
    matches = [pieces[:, [*sorted(unit.reads), -1]].max(axis=1) for unit in laid]
    return claimed.odds(np.stack(matches, axis=1))


def _pieces(similar: Matrix, encoding: Encoding, passage: Passage) -> Matrix:
    """Return the best match of each token of a claim in each sentence, and in the headings last,
    (n, s + 1), by its similarities (n, t)."""
    chunk = passage.chunk
    headings = len(chunk.embedded_text) - len(chunk.text)
    starts = encoding.spans[:, 0] - headings
    inside = [
        (starts >= one.start - chunk.start) & (starts < one.end - chunk.start)
        for one in chunk.sentences
    ]
    columns = [similar[:, here] for here in (*inside, starts < 0)]
    return np.stack([one.max(axis=1, initial=_NOWHERE) for one in columns], axis=1)
