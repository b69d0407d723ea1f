"""Two workers at one batch on PostgreSQL, against one: what a second process is good for."""

import multiprocessing
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tests.approved_batches import Installation, Worker, install
from tests.benchmarks.figure import Figure, seconds
from tests.benchmarks.postgres import postgres

AWARDS = 10_000
ROUNDS = 3


def run() -> Iterable[Figure]:
    """Yield how many times faster two workers are; the best of some rounds of each."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as name, postgres() as url, context.Pool(2) as pool:
        installation = install(url, Path(name) / "keys", AWARDS)

        def work(workers: int) -> float:
            installation.decide()
            return seconds(lambda: pool.map(_work, [installation] * workers, chunksize=1))

        work(2)  # each has loaded what it needs then
        alone, together = zip(*((work(1), work(2)) for _ in range(ROUNDS)), strict=True)
    yield Figure("workers.one", min(alone), "s", f"a batch of {AWARDS:,}, commits included")
    yield Figure("workers.two", min(alone) / min(together), "x", "one worker at as many")


def _work(installation: Installation) -> None:
    _worker(installation).work()


@cache
def _worker(installation: Installation) -> Worker:
    """The same in each round, as a worker that has been up for a while."""
    return installation.worker()
