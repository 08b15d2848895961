"""In which type of number this machine multiplies fastest: measured once, and kept.

With AMX bfloat16 is twice as fast as float32 for a whole layer, with AVX512-BF16 perhaps, and
without either slower. A virtual machine does not always tell what it has, so a part of a layer is
timed in both. An index that was made in one is asked in the other: what comes first is the same but
for what scores the same, and nothing that is kept is bound to the number type.
"""

import hashlib
import math
import platform
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import msgspec

from kwchat import files

FILE = "number-type.json"
_CPUINFO = Path("/proc/cpuinfo")
_TELLING = ("model name", "flags", "CPU part", "Features")  # of Intel and AMD, and of ARM
_TOKENS, _WIDTH, _INNER = 512, 384, 1536  # some passages, and the sizes of the packaged encoder
_ROUNDS = 6  # the first makes the kernels; the best counts, whatever else the machine does
_CLEARLY = 1.3  # times as fast: less is not worth three digits for seven


class NumberType(StrEnum):
    """A type of number, as torch names it."""

    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was measured, and on what: a processor, with a version of torch."""

    machine: str
    number_type: NumberType


def number_type(
    cache: Path, *, measured: Callable[[], NumberType] | None = None, cpuinfo: Path = _CPUINFO
) -> NumberType:
    """Return the type in which layers are multiplied fastest; measured, in 0.4 s of the processor,
    where that was not done on this machine yet, and kept where it can be.

    Args:
        cache: the folder that keeps it.
        measured: measures, in place of torch.
        cpuinfo: where the system tells about its processor.
    """
    known = kept(cache, cpuinfo)
    if known is not None:
        return known
    found = (measured or _measured)()
    with suppress(OSError):  # then it is measured again next time
        cache.mkdir(parents=True, exist_ok=True)
        files.write(cache / FILE, msgspec.json.encode(_Kept(_machine(cpuinfo), found)))
    return found


def kept(cache: Path, cpuinfo: Path = _CPUINFO) -> NumberType | None:
    """Return what was measured on this machine before; None: nothing that can be read."""
    try:
        found = msgspec.json.decode((cache / FILE).read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError):
        return None
    return found.number_type if found.machine == _machine(cpuinfo) else None


def _machine(cpuinfo: Path) -> str:
    """Return what tells this processor, with this torch, from others."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        lines = []
    told = sorted({line for line in lines if line.startswith(_TELLING)})
    told += [platform.machine(), platform.processor(), version("torch")]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _measured() -> NumberType:
    seconds = dict.fromkeys(NumberType, math.inf)
    layers = {of: _part_of_a_layer(of) for of in NumberType}
    for _ in range(_ROUNDS):
        for of, run in layers.items():
            begun = perf_counter()
            run()
            seconds[of] = min(seconds[of], perf_counter() - begun)
    faster = seconds[NumberType.FLOAT32] > _CLEARLY * seconds[NumberType.BFLOAT16]
    return NumberType.BFLOAT16 if faster else NumberType.FLOAT32


def _part_of_a_layer(of: NumberType) -> Callable[[], object]:
    """Return what runs the half of a layer that multiplies most, with what lies between: what that
    costs is part of what is gained or lost."""
    import torch
    from torch.nn.functional import gelu, layer_norm, linear

    dtype: torch.dtype = getattr(torch, of)
    state = torch.ones(_TOKENS, _WIDTH, dtype=dtype)
    wide = torch.ones(_INNER, _WIDTH, dtype=dtype) / _WIDTH
    narrow = torch.ones(_WIDTH, _INNER, dtype=dtype) / _INNER

    @torch.inference_mode()
    def run() -> object:
        said = linear(gelu(linear(state, wide)), narrow)
        return layer_norm(said + state, (_WIDTH,))

    return run
