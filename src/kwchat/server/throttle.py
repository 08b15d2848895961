"""How many questions one client may ask; counts live in memory and are forgotten with time."""

import time
from math import ceil

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from kwchat.errors import LimitError
from kwchat.server import texts
from kwchat.server.access import household


class Throttle:
    """Lets a client ask so many questions in any minute and in any day; 0 is no limit."""

    def __init__(self, *, per_minute: int, per_day: int) -> None:
        limits = [
            (RateLimitItemPerMinute(per_minute), texts.LIMIT_MINUTE),
            (RateLimitItemPerDay(per_day), texts.LIMIT_DAY),
        ]
        self._limits = [(limit, text) for limit, text in limits if limit.amount]
        self._windows = MovingWindowRateLimiter(MemoryStorage())

    def admit(self, client: str) -> None:
        """Count a question of a client, by address.

        Raises:
            LimitError: it has asked too many; this one is not counted.
        """
        key = household(client)
        for limit, text in self._limits:
            if not self._windows.hit(limit, key):
                seconds = self._seconds(limit, key)
                wait = texts.A_SECOND if seconds == 1 else texts.SECONDS.format(seconds=seconds)
                raise LimitError(text.format(wait=wait, limit=limit.amount), seconds=seconds)

    def _seconds(self, limit: RateLimitItem, key: str) -> int:
        """Return how long it takes until a next question is let in; at least a second."""
        return max(1, ceil(self._windows.get_window_stats(limit, key).reset_time - time.time()))
