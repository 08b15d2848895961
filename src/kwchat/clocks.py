"""The clock on the wall can be set; laid beside the one that nobody sets, that is seen."""

import time

JUMP_SECONDS = 30.0  # clocks are set right by less, and slowly


class WallClock:
    """The clock on the wall, of which it is seen when it was set."""

    def __init__(self) -> None:
        self._apart = _apart()

    @property
    def jumped(self) -> float:
        """By how many seconds the clock was set since it was last believed, below 0 where back.

        0 where it goes as it did. A computer that slept counts as one whose clock was set forward.
        """
        by = _apart() - self._apart
        return by if abs(by) > JUMP_SECONDS else 0.0

    def believe(self) -> None:
        """Take the time that the clock shows now for the right one."""
        self._apart = _apart()


def _apart() -> float:
    """Return how far the clock on the wall is from the one that nobody sets."""
    return time.time() - time.monotonic()
