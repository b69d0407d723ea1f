"""A worker killed at random moments of batches of 10,000 awards, on both databases.

Besides the worker as it is there is a naive one, to show that these kills find what they look for.
"""

import random
import tempfile
from collections.abc import Iterable
from pathlib import Path

from leap_dash.db.session import sqlite_url
from tests.approved_batches import install
from tests.benchmarks.figure import Figure
from tests.benchmarks.postgres import postgres
from tests.killing import kill_and_resume

LEARNERS = 10_000
KILLS = 200
NAIVE_KILLS = 60


def run() -> Iterable[Figure]:
    """Yield how many kills there were, and what they have done."""
    with tempfile.TemporaryDirectory() as name:
        yield from _killed("sqlite", sqlite_url(Path(name) / "leap.db"), Path(name) / "keys")
    with tempfile.TemporaryDirectory() as name, postgres() as url:
        yield from _killed("postgresql", url, Path(name) / "keys")


def _killed(kind: str, database_url: str, keys: Path) -> Iterable[Figure]:
    installation = install(database_url, keys, LEARNERS)
    source = random.SystemRandom()
    for way, kills in (("sound", KILLS), ("naive", NAIVE_KILLS)):
        damage = kill_and_resume(installation, way, kills=kills, source=source)
        name = f"killing.{kind}.{way}"
        yield Figure(
            f"{name}.kills",
            damage.kills,
            "",
            f"of batches of {LEARNERS:,}, {damage.in_the_middle} with some badges signed",
        )
        harmed = {
            "lost": damage.lost,
            "twice": damage.twice,
            "changed": damage.changed,
            "unverified": damage.unverified,
        }
        for what, found in harmed.items():
            yield Figure(f"{name}.{what}", len(found), "", "0 wanted of the sound one")
        yield Figure(f"{name}.other", len(damage.other), "", "; ".join(damage.other) or "none")
