"""Time that goes on when a test says so."""


class Clock:
    """A clock that goes on when it is told."""

    def __init__(self) -> None:
        self._now = 1000.0

    def __call__(self) -> float:
        """Return the time, in seconds."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += seconds
