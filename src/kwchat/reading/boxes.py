"""Boxes on a page, looked through for one that a given box overlaps: a page may hold ten thousands.

They are parcelled by their place, some hundred to a parcel, and only the parcels that may hold such
a box are opened: of n boxes the square root of n looks for each that is asked, not n.
"""

from collections.abc import Iterator, Sequence
from math import ceil, sqrt

import numpy as np
import numpy.typing as npt

from kwchat.reading.printed import Box

_Sides = npt.NDArray[np.float64]  # four columns: left, bottom, right, top


class Boxes:
    """Boxes of a page; `common` is how much of its lesser side a box must have in common with
    another, both ways, to overlap it."""

    def __init__(self, boxes: Sequence[Box], *, common: float) -> None:
        self._common = common
        self._parcels = list(_parcels(np.array(boxes, float).reshape(-1, 4)))
        # Around all boxes of a parcel, and the size that the largest of them have.
        self._around = np.array(
            [[*each[:, :2].min(axis=0), *each[:, 2:].max(axis=0)] for each in self._parcels]
        ).reshape(-1, 4)
        self._largest = np.array([_sizes(each).max(axis=0) for each in self._parcels]).reshape(
            -1, 2
        )
        self.looked_at = 0  # boxes and parcels, for all that was asked

    def overlap(self, box: Box) -> bool:
        """Tell whether one of the boxes overlaps a box."""
        least = self._common * min(box[2] - box[0], box[3] - box[1])
        return any(
            self._meet(self._parcels[number], _sizes(self._parcels[number]), box, least).size
            for number in self._meet(self._around, self._largest, box, least)
        )

    def _meet(self, sides: _Sides, sizes: _Sides, box: Box, least: float) -> npt.NDArray[np.intp]:
        """Return which of some boxes have more than the least in common with a box."""
        self.looked_at += len(sides)
        lower, upper = np.array(box[:2]), np.array(box[2:])
        shared = np.minimum(sides[:, 2:], upper) - np.maximum(sides[:, :2], lower)
        return np.flatnonzero((np.minimum(shared, sizes) > least).all(axis=1))


def _sizes(sides: _Sides) -> _Sides:
    return sides[:, 2:] - sides[:, :2]


def _parcels(sides: _Sides) -> Iterator[_Sides]:
    """Yield boxes that lie together: those of a strip of the page, in parcels along it."""
    if not len(sides):
        return
    parcel = ceil(sqrt(len(sides)))
    strips = ceil(sqrt(len(sides) / parcel))
    upward = sides[np.argsort(sides[:, 1], kind="stable")]
    for strip in np.array_split(upward, strips):
        along = strip[np.argsort(strip[:, 0], kind="stable")]
        yield from np.array_split(along, ceil(len(along) / parcel))
