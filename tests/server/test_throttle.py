"""So many questions and no more, per client; another client notices nothing."""

import time

import pytest

from kwchat.errors import LimitError
from kwchat.server.throttle import Throttle


def test_a_client_has_its_own_number() -> None:
    """Beyond it a client waits; the others ask on."""
    throttle = Throttle(per_minute=2, per_day=0)
    throttle.admit("10.0.0.1")
    throttle.admit("10.0.0.1")

    with pytest.raises(LimitError, match=r"kort na elkaar. Wacht \d+ seconden") as caught:
        throttle.admit("10.0.0.1")
    throttle.admit("10.0.0.2")
    assert 1 <= caught.value.seconds <= 60


@pytest.mark.parametrize(
    ("asked", "now", "seconds"),
    [
        pytest.param((0.0, 20.0), 30.25, 30, id="until the oldest is a minute old"),
        pytest.param((0.0, 20.0), 30.75, 30, id="rounded up"),
        pytest.param((0.0, 20.0), 59.9, 1, id="at least a second"),
        pytest.param((20.0, 20.0), 20.25, 60, id="a whole minute"),
    ],
)
def test_a_client_waits_until_its_oldest_question_no_longer_counts(
    monkeypatch: pytest.MonkeyPatch, asked: tuple[float, ...], now: float, seconds: int
) -> None:
    """The sentence and the number say the same, and who waits so long is let in."""
    clock = [1_000_000.0 + moment for moment in (*asked, now, now + seconds)]
    for name in ("time.time", "time.monotonic"):
        monkeypatch.setattr(name, lambda: clock[0])
    throttle = Throttle(per_minute=2, per_day=0)
    for _ in asked:
        throttle.admit("10.0.0.1")
        clock.pop(0)

    wait = "1 seconde" if seconds == 1 else f"{seconds} seconden"
    with pytest.raises(LimitError, match=f"Wacht {wait} en") as caught:
        throttle.admit("10.0.0.1")
    assert caught.value.seconds == seconds
    clock.pop(0)
    throttle.admit("10.0.0.1")


def test_a_day_has_its_own_number() -> None:
    """Whoever stays within the minute is stopped by the day."""
    throttle = Throttle(per_minute=100, per_day=3)
    for _ in range(3):
        throttle.admit("10.0.0.1")

    with pytest.raises(LimitError, match="vandaag al 3 vragen") as caught:
        throttle.admit("10.0.0.1")
    assert 3600 < caught.value.seconds <= 24 * 3600


def test_zero_is_no_limit() -> None:
    """For a school that limits elsewhere."""
    throttle = Throttle(per_minute=0, per_day=0)

    for _ in range(5000):
        throttle.admit("10.0.0.1")


def test_a_clock_that_is_set_back_shuts_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that began in the wrong year would wait for that year to come."""
    real = time.time
    monkeypatch.setattr("time.time", lambda: real() + 365 * 24 * 3600)
    throttle = Throttle(per_minute=1, per_day=0)
    throttle.admit("10.0.0.1")
    monkeypatch.setattr("time.time", real)

    throttle.admit("10.0.0.1")
    with pytest.raises(LimitError):
        throttle.admit("10.0.0.1")
