"""Awarding everyone who qualifies over OULAD 2013, from the judgement to the last commit.

Against bare Ed25519 signatures: as many, of 64 bytes, in the same run.
"""

import secrets
import shutil
import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from leap_dash.cli.house import now
from leap_dash.db.session import connect, sqlite_url, writing
from leap_dash.domain.access import OPERATOR
from leap_dash.jobs import decide, finish
from leap_dash.services.achievements import load
from leap_dash.services.issuing import Publisher
from leap_dash.services.progress import refresh
from tests.benchmarks.figure import Figure, seconds
from tests.oulad import install_oulad

BASE_URL = "https://badges.example.org"
ACHIEVEMENT = {
    "slug": "steady",
    "name": "Steady worker",
    "description": "Kept a sound average over a whole presentation.",
    "type": "Badge",
    "programme": "ou",
    "level": "bronze",
    "award": "reviewed",
    "alignments": [],
    "rule": {"average": {"min_percent": 40}},
}
ROUNDS = 3


def run() -> Iterable[Figure]:
    """Return how many times the bare signatures it takes to award everyone, commits included."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        engine, keys = install_oulad(folder)
        with writing(engine)() as session:
            load(session, OPERATOR, "open", ACHIEVEMENT, now=now())
            session.commit()
        engine.dispose()
        publisher = Publisher(keys, BASE_URL)
        took, issued = [], 0
        for number in range(ROUNDS):
            copy = folder / f"copy-{number}.db"
            shutil.copyfile(folder / "leap.db", copy)
            took.append(seconds(partial(_award, copy, publisher)))
        issued = _award(copy, publisher)  # given again, everyone has it
    key = Ed25519PrivateKey.generate()
    messages = [secrets.token_bytes(64) for _ in range(issued)]
    bare = min(seconds(lambda: [key.sign(message) for message in messages]) for _ in range(ROUNDS))
    yield Figure("award.seconds", min(took), "s", f"{issued} badges of an average rule, OULAD 2013")
    yield Figure("award.ed25519", min(took) / bare, "x", "as many bare signatures of 64 bytes")


def _award(database: Path, publisher: Publisher) -> int:
    """Award everyone; returns how many have the badge afterwards."""
    engine = connect(sqlite_url(database))
    at = now()
    with writing(engine)() as session:
        refresh(session, at)
        batch_id, report = decide(
            session, OPERATOR, achievement="steady", base_url=publisher.base_url, now=at
        )
        session.commit()
    outcome = finish(engine, batch_id, publisher=publisher, clock=now)
    engine.dispose()
    return report.already + outcome.issued
