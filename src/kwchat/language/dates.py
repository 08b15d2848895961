"""Dutch dates: the names of the months, and a day as it is written."""

from datetime import date

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip


def written(day: date) -> str:
    """Return a day as it stands in a sentence.

    >>> written(date(2026, 3, 1))
    '1 maart 2026'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
