"""Chance for the demo: independent streams by name, so that one part never shifts another's draws.

The streams come from one seed; nothing global is read or changed.
"""

import zlib
from collections.abc import Callable

import numpy as np

Stream = Callable[..., np.random.Generator]


def streams(seed: int) -> Stream:
    """A function from names to a generator: the same names give the same numbers, every time."""

    def stream(*names: str) -> np.random.Generator:
        key = tuple(zlib.crc32(name.encode()) for name in names)
        return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))

    return stream
