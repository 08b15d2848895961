"""Whether the content of a claim is in a unit: by its words, and as `index.entailer` has learned.

Both lines were chosen with `benchmarks/choose_lines.py`; docs/decisions.md tells on what.
"""

from kwchat.answering.grounding import content, roles
from kwchat.answering.grounding.units import Unit

SURE = 1.8  # log-odds from which a unit says the same in other words
POSSIBLE = -2.0  # log-odds below which it does not even with the same words
LEANT = 0.6  # share of a claim's words, by rarity, that only what a unit leans on may have


def is_there(claim: str, unit: Unit, odds: float | None) -> bool:
    """Tell whether a unit has the content of a claim, by the log-odds that it supports it; without
    these only where it has all the words.

    What puts something beside what is there, or mixes up parties, is not there however likely.
    """
    covered = content.cover(claim, unit)
    if covered.added or covered.leant > LEANT or _is_mixed(claim, unit):
        return False
    if odds is None:
        return not covered.missing
    return odds >= (SURE if covered.missing else POSSIBLE)


def _is_mixed(claim: str, unit: Unit) -> bool:
    """Tell whether a claim mixes the parties of a unit, or has one do what another did."""
    return bool(roles.strangers(claim, unit.sentences)) or roles.replaced(
        claim, (unit.context, *unit.sentences)
    )
