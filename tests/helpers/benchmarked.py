"""The scripts in benchmarks/, for the tests of what they compute."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@contextmanager
def benchmark(name: str) -> Iterator[ModuleType]:
    """Give a script, which may import others of its folder; afterwards all of them are unknown."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        yield import_module(name)
        here = [one for one in sys.modules if (BENCHMARKS / f"{one}.py").is_file()]
        for one in here:
            del sys.modules[one]
