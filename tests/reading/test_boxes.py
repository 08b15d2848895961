"""Whether one of many boxes overlaps another is told as if each were looked at."""

from hypothesis import given
from hypothesis import strategies as st

from kwchat.reading.boxes import Boxes
from kwchat.reading.printed import Box

COMMON = 0.15
MANY = 20_000

places = st.integers(0, 30)
sides = st.integers(0, 8)
boxes = st.builds(
    lambda left, bottom, wide, high: (left, bottom, left + wide, bottom + high),
    places, places, sides, sides,
)  # fmt: skip


def overlaps(box: Box, other: Box) -> bool:
    wide = min(box[2], other[2]) - max(box[0], other[0])
    high = min(box[3], other[3]) - max(box[1], other[1])
    return min(wide, high) > COMMON * min(box[2] - box[0], box[3] - box[1])


@given(st.lists(boxes, max_size=60), boxes)
def test_an_overlap_is_told_as_if_every_box_were_looked_at(others: list[Box], box: Box) -> None:
    """Whatever their sizes and places; a box of no size overlaps none that it touches."""
    assert Boxes(others, common=COMMON).overlap(box) == any(
        overlaps(box, other) for other in others
    )


def test_of_ten_thousands_of_boxes_few_are_looked_at() -> None:
    """Also where a crowd of specks lies in every box that is asked for."""
    words: list[Box] = [
        (
            6.0 * (place % 200),
            6.0 * (place // 200),
            6.0 * (place % 200) + 5,
            6.0 * (place // 200) + 5,
        )
        for place in range(MANY)
    ]
    specks: list[Box] = [(300.0, 300.0, 300.01, 300.01)] * MANY
    found = Boxes([*words, *specks], common=COMMON)
    between = [(left + 5.0, bottom + 5.0, left + 6, bottom + 6) for left, bottom, _, _ in words]
    around = [(295.0 - step / MANY, 295.0, 305.0, 305.0) for step in range(1000)]

    assert not any(map(found.overlap, between))
    assert Boxes(specks, common=COMMON).overlap((295.0, 295.0, 305.0, 305.0)) is False
    assert all(map(found.overlap, around))
    assert found.looked_at < 600 * (len(between) + len(around))  # and not 40,000 times
