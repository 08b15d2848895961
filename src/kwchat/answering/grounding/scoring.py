"""Whether the content of a claim is in a unit: by its words, and as `index.entailer` has learned.

The lines were chosen with `benchmarks/choose_lines.py`; docs/decisions.md tells on what.
"""

from kwchat.answering.grounding import content, roles
from kwchat.answering.grounding.units import Unit

SURE = 2.75  # log-odds from which a unit says the same in other words
POSSIBLE = -2.0  # log-odds below which it does not even with the same words
CERTAIN = 3.5  # log-odds from which it does, though the claim puts or weighs it otherwise
TOGETHER = 4.0  # the most that reading claim and passage together adds
NEAR = 0.5  # log-odds below the likeliest unit of a passage, within which another may carry a claim
LEANT = 0.6  # share of a claim's words, by rarity, that only what a unit leans on may have


def is_there(claim: str, unit: Unit, odds: float | None) -> bool:
    """Tell whether a unit has the content of a claim, by the log-odds that it supports it; without
    these only where it has all the words."""
    missing = content.cover(claim, unit).missing
    if odds is None:
        return not missing
    return odds >= (SURE if missing else POSSIBLE)


def is_certain(odds: float | None) -> bool:
    """Tell whether log-odds outweigh how a claim mixes or weighs what it says."""
    return odds is not None and odds >= CERTAIN


def is_mixed(claim: str, unit: Unit) -> bool:
    """Tell whether a claim puts something beside what is in a unit, rests on what that leans on,
    mixes its parties, or has one do what another did."""
    covered = content.cover(claim, unit)
    return (
        bool(covered.added)
        or covered.leant > LEANT
        or bool(roles.strangers(claim, unit.sentences))
        or roles.replaced(claim, (unit.context, *unit.sentences))
    )
