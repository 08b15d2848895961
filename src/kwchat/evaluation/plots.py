"""The report's plots, as SVG that stands alone. The only home of matplotlib."""

import io
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from kwchat.evaluation import texts
from kwchat.evaluation.intervals import Metric

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SIZE = (6.4, 3.6)  # inches
_BLUE = "#0b5cad"
_ORANGE = "#b34700"  # both at least 4.5 : 1 on white
_NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))  # no time, no addresses


def risk_coverage(points: Sequence[tuple[float, float]], *, answered: tuple[float, float]) -> str:
    """Draw which share of the answered questions has no answer in the sources against the share
    that is answered; `answered` is where the run itself stands."""
    figure, axes = _figure(texts.PLOT_COVERAGE, texts.PLOT_RISK)
    axes.step(*zip(*points, strict=True), where="post", color=_BLUE)
    axes.plot(*answered, "o", color=_ORANGE, label=texts.PLOT_THIS_RUN)
    axes.set_xlim(0, 1.02)
    axes.set_ylim(bottom=-0.01)
    axes.legend()
    return _svg(figure)


def reliability(groups: Sequence[tuple[float, float, int]]) -> str:
    """Draw which share of questions has an answer against the chance of it that was estimated;
    a larger dot stands for more questions."""
    chances, shares, counts = zip(*groups, strict=True)
    figure, axes = _figure(texts.PLOT_CHANCE, texts.PLOT_SHARE)
    axes.plot([0, 1], [0, 1], "--", color=_ORANGE, label=texts.PLOT_PERFECT)
    axes.scatter(chances, shares, [4.0 * count for count in counts], color=_BLUE)
    axes.set_xlim(0, 1.02)
    axes.set_ylim(-0.02, 1.02)
    axes.legend()
    return _svg(figure)


def recall(by_cutoff: Mapping[int, Metric]) -> str:
    """Draw recall against the number of passages looked at, with its interval as a band."""
    cutoffs = list(by_cutoff)
    shares = list(by_cutoff.values())
    figure, axes = _figure(texts.PLOT_CUTOFF, texts.PLOT_RECALL)
    lows, highs = [share.low for share in shares], [share.high for share in shares]
    axes.fill_between(cutoffs, lows, highs, color=_BLUE, alpha=0.2, linewidth=0)
    axes.plot(cutoffs, [share.value for share in shares], "o-", color=_BLUE)
    axes.set_xticks(cutoffs)
    axes.set_ylim(min(0.5, *lows), 1.01)
    return _svg(figure)


def latency(seconds: Sequence[float], *, median: float, slowest: float) -> str:
    """Draw how the answers' times are spread, in milliseconds, with the median and the 95th
    percentile (`slowest`), given in seconds."""
    figure, axes = _figure(texts.PLOT_MILLISECONDS, texts.PLOT_QUESTIONS)
    axes.hist([1000 * second for second in seconds], bins=30, color=_BLUE)
    axes.axvline(1000 * median, color=_ORANGE, label=texts.PLOT_MEDIAN)
    axes.axvline(1000 * slowest, color=_ORANGE, linestyle="--", label=texts.PLOT_P95)
    axes.set_xlim(left=0)
    axes.legend()
    return _svg(figure)


def facts(by_category: Mapping[str, Metric]) -> str:
    """Draw the share of key facts found in each category, with its interval."""
    shares = list(by_category.values())
    figure, axes = _figure(texts.PLOT_FACTS, "")
    values = [share.value for share in shares]
    # A resample can stay on one side of the value by less than rounding.
    below = [max(0.0, share.value - share.low) for share in shares]
    above = [max(0.0, share.high - share.value) for share in shares]
    wide = {"ecolor": _ORANGE, "elinewidth": 3, "capsize": 6, "capthick": 3}
    places = range(len(values))
    axes.barh(places, values, xerr=[below, above], color=_BLUE, error_kw=wide)
    axes.set_yticks(places, list(by_category))
    axes.invert_yaxis()
    axes.set_xlim(0, 1.02)
    return _svg(figure)


def _style() -> AbstractContextManager[None]:
    import matplotlib as mpl

    return mpl.rc_context(
        {
            "svg.hashsalt": "kwchat",  # the same figures, the same file
            "svg.fonttype": "none",  # text stays text
            "text.parse_math": False,  # a dollar sign in a category is no formula
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.axisbelow": True,
            "grid.alpha": 0.3,
        }
    )


def _figure(across: str, up: str) -> tuple["Figure", "Axes"]:
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter

    with _style():
        figure = Figure(figsize=_SIZE, layout="constrained")
        axes = figure.subplots()
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(_in_dutch))
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    return figure, axes


def _in_dutch(value: float, _: int) -> str:
    """Return a number along an axis, with a comma.

    >>> _in_dutch(0.2, 1), _in_dutch(15.0, 1)
    ('0,2', '15')
    """
    return f"{value:g}".replace(".", ",")


def _svg(figure: "Figure") -> str:
    file = io.StringIO()
    with _style():
        figure.savefig(file, format="svg", metadata=_NO_METADATA)
    return file.getvalue()[file.getvalue().index("<svg") :]  # without the address of a DTD
