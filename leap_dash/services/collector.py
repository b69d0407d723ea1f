"""Python's cycle collector, out of the way of work that makes very many rows."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Without the collector, which would go through all the rows again and again.

    It takes a fifth of an import, a tenth of an award, and finds nothing: rows hold no cycles. For
    the whole process, so not longer than a piece of work takes.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
