"""Awarding everyone who qualifies over OULAD 2013, from the judgement to the last commit.

Against bare Ed25519 signatures: as many, of 64 bytes, in the same run.
"""

import secrets
import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine

from leap_dash.cli.house import now
from leap_dash.db.session import writing
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
ROUNDS = 6
BARE = 10  # how many times as many bare signatures: as long a piece of work as an award


def run() -> Iterable[Figure]:
    """Return how many times the bare signatures it takes to award everyone, commits included."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        engine, keys = install_oulad(folder)
        badges = [f"steady-{number}" for number in range(ROUNDS)]
        with writing(engine)() as session:
            for slug in badges:
                load(session, OPERATOR, "open", ACHIEVEMENT | {"slug": slug}, now=now())
            session.commit()
        publisher = Publisher(keys, BASE_URL)
        key = Ed25519PrivateKey.generate()
        took, bare, issued = [], [], 0
        for slug in badges:
            took.append(seconds(partial(_award, engine, slug, publisher)))
            issued = _award(engine, slug, publisher)  # given again, everyone has it
            bare.append(seconds(partial(_sign_bare, key, BARE * issued)) / BARE)
        engine.dispose()
    yield Figure("award.seconds", min(took), "s", f"{issued} badges of an average rule, OULAD 2013")
    yield Figure("award.ed25519", min(took) / min(bare), "x", "as many bare signatures of 64 bytes")


def _sign_bare(key: Ed25519PrivateKey, number: int) -> None:
    message = secrets.token_bytes(64)
    for _ in range(number):
        key.sign(message)


def _award(engine: Engine, slug: str, publisher: Publisher) -> int:
    """Award everyone; returns how many have the badge afterwards."""
    at = now()
    with writing(engine)() as session:
        refresh(session, at)
        batch_id, report = decide(
            session, OPERATOR, achievement=slug, base_url=publisher.base_url, now=at
        )
        session.commit()
    outcome = finish(engine, batch_id, publisher=publisher, clock=now)
    with engine.connect() as connection:
        # What a commit leaves to be done later, so that no round is spared it.
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return report.already + outcome.issued
