"""How much one client may ask or save; counts live in memory and are forgotten with time."""

import time
from math import ceil

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from kwchat.clocks import WallClock
from kwchat.errors import LimitError
from kwchat.server import texts
from kwchat.server.access import household

QUESTIONS = (texts.LIMIT_MINUTE, texts.LIMIT_DAY)
SAVING = (texts.LIMIT_SAVING_MINUTE, texts.LIMIT_SAVING_DAY)


class Throttle:
    """Lets a client do something so many times in any minute and in any day; 0 is no limit.

    `sentences` are what it is told beyond the first limit and beyond the second.
    """

    def __init__(
        self, *, per_minute: int, per_day: int, sentences: tuple[str, str] = QUESTIONS
    ) -> None:
        limits = [
            (RateLimitItemPerMinute(per_minute), sentences[0]),
            (RateLimitItemPerDay(per_day), sentences[1]),
        ]
        self._limits = [(limit, text) for limit, text in limits if limit.amount]
        self._counts = MemoryStorage()
        self._windows = MovingWindowRateLimiter(self._counts)
        self._clock = WallClock()

    def admit(self, client: str) -> None:
        """Count one more for a client, by address.

        Raises:
            LimitError: that is one too many; it is not counted.
        """
        self._forget_after_jump()
        key = household(client)
        for limit, text in self._limits:
            if not self._windows.hit(limit, key):
                seconds = self._seconds(limit, key)
                wait = texts.A_SECOND if seconds == 1 else texts.SECONDS.format(seconds=seconds)
                raise LimitError(text.format(wait=wait, limit=limit.amount), seconds=seconds)

    def _forget_after_jump(self) -> None:
        """Begin anew where the clock was set: counts of a future that did not come would shut
        clients out until it does."""
        if self._clock.jumped:
            self._counts.reset()
        self._clock.believe()

    def _seconds(self, limit: RateLimitItem, key: str) -> int:
        """Return how long it takes until a next one is let in; at least a second."""
        return max(1, ceil(self._windows.get_window_stats(limit, key).reset_time - time.time()))
