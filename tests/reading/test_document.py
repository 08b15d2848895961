"""What is read: values that the rest of kwchat relies on."""

from kwchat.reading.document import LeftOut, Reason, tally


def test_what_is_left_out_is_told_once_per_reason() -> None:
    """Words and places add up, names follow each other, and reasons have one order."""
    found = [
        LeftOut(Reason.ATTACHMENT, 0, 1, ("brief.pdf",)),
        LeftOut(Reason.DELETED, 3),
        LeftOut(Reason.ATTACHMENT, 0, 1, ("rooster.xlsx",)),
        LeftOut(Reason.DELETED, 4, 2),
    ]

    assert tally(found) == (
        LeftOut(Reason.DELETED, 7, 3),
        LeftOut(Reason.ATTACHMENT, 0, 2, ("brief.pdf", "rooster.xlsx")),
    )
    assert tally([]) == ()
