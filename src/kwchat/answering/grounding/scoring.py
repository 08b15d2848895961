"""How likely the content of a claim is in a unit: a score learned on labelled pairs.

Logistic regression over the signals of `content.Cover` and two of the whole: that a claim mixes the
parties of a unit, and that one does what another did.
Written by `benchmarks/calibrate_grounding.py`; docs/decisions.md tells on what.
"""

from collections.abc import Mapping
from dataclasses import asdict
from math import inf

from kwchat.answering.grounding import roles
from kwchat.answering.grounding.content import Cover
from kwchat.answering.grounding.units import Unit

MOST_MISSING = 0.35  # share of a claim's words, by rarity, that may be in other words
NEAR_ENOUGH = 0.7  # cosine of each of these with one that is there
WEIGHTS: Mapping[str, float] = {
    "things": -2.456,
    "deeds": 5.664,
    "near_thing": 6.586,
    "near_deed": 4.366,
    "leant": -2.507,
    "added": -3.284,
    "back": 1.934,
    "strangers": -2.373,
    "replaced": -4.2,
}
INTERCEPT = -9.231
LINE = 1.85  # log-odds from which the content is there


def signals(claim: str, unit: Unit, cover: Cover) -> dict[str, float]:
    """Return what the score is computed from, by name."""
    return {
        **asdict(cover),
        "several": float(len(unit.positions) > 1),
        "strangers": float(roles.strangers(claim, unit.sentences)),
        "replaced": float(roles.replaced(claim, (unit.context, *unit.sentences))),
    }


def may_be_there(found: Mapping[str, float]) -> bool:
    """Tell whether little enough of a claim is in other words, and these near enough; of what
    an enumeration has nothing may be, nor may its parties be mixed."""
    missing = found["things"] + found["deeds"]
    if found["several"] and (missing or found["strangers"] or found["replaced"]):
        return False
    nearest = min(found["near_thing"], found["near_deed"])
    return not missing or (missing <= MOST_MISSING and nearest >= NEAR_ENOUGH)


def odds(found: Mapping[str, float]) -> float:
    """Return the log-odds that the content of a claim is there, by its signals."""
    if not may_be_there(found):
        return -inf
    return INTERCEPT + sum(weight * found[name] for name, weight in WEIGHTS.items())
