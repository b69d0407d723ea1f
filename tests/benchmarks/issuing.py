"""The issuer at work: signing, whole batches with their commits, and checking what was signed.

Batches are measured on SQLite, from approved awards to the last commit: lint, place in the status
list, signature, self-check, two durable commits a chunk. openbadgeslib's figure beside them is its
bare signing of the same credential.
"""

import multiprocessing
import resource
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib.ob3 import OB3LdpVerifier

from leap_dash.credentials.keys import Ed25519Signer
from leap_dash.credentials.report import StatusAnswer
from leap_dash.credentials.template import CompiledTemplate, Form
from leap_dash.credentials.verify import verify
from leap_dash.db.session import sqlite_url
from tests.approved_batches import Installation, install
from tests.benchmarks import signing
from tests.benchmarks.figure import Figure, seconds
from tests.credentials.issuing import ACHIEVEMENT, AWARDED, ISSUER, signed

FEW, MANY = 1_000, 200_000
PARALLEL = 10_000  # awards of each of two processes
ROUNDS = 5
TURNS = 3  # alone and together by turns, the best of each
VERIFIED = 200


def run() -> Iterable[Figure]:
    """Yield the figures of signing, of batches, and of verification."""
    library: dict[str, float] = {}
    for figure in signing.run():
        library[figure.name] = figure.value
        yield figure
    theirs = library["signing.award"] * library["signing.openbadgeslib"] / 1e6
    yield from _batches(theirs)
    yield _two_processes()
    yield _verifying()


def _batches(theirs: float) -> Iterable[Figure]:
    few = min(_batch(FEW)[0] for _ in range(ROUNDS)) / FEW
    yield Figure("issuing.award", few * 1e6, "us", f"one of a batch of {FEW:,}, commits included")
    yield Figure("issuing.openbadgeslib", theirs / few, "x", "its bare signing, nothing stored")
    took, grown = _batch(MANY)
    yield Figure("issuing.flat", took / MANY / few, "x", f"one of {MANY:,} against one of {FEW:,}")
    yield Figure("issuing.memory", grown, "MB", f"more at the end of {MANY:,} than after the first")


@dataclass(frozen=True, slots=True)
class _Ready:
    """An installation with batches of approved awards."""

    installation: Installation
    batch_ids: tuple[UUID, ...]

    def finish(self, number: int = 0) -> None:
        """Sign one of the batches."""
        outcome = self.installation.finish(self.batch_ids[number])
        if outcome.failed or outcome.state != "done":
            raise AssertionError(outcome)


def _ready(folder: Path, awards: int, batch_count: int = 1) -> _Ready:
    """Decide for that many learners, once per batch."""
    installation = install(sqlite_url(folder / "leap.db"), folder / "keys", awards)
    return _Ready(installation, tuple(installation.decide() for _ in range(batch_count)))


def _batch(awards: int) -> tuple[float, float]:
    """Seconds for a batch, and megabytes that the process grew by beyond a small first one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ready = _ready(folder, awards)
        context = multiprocessing.get_context("spawn")
        with context.Pool(1) as pool:
            return pool.apply(_finish_alone, (ready,))


def _finish_alone(ready: _Ready) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as name:
        _ready(Path(name), FEW).finish()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    took = seconds(ready.finish)
    return took, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def _two_processes() -> Figure:
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as name, context.Pool(2) as pool:
        ready = _ready(Path(name), PARALLEL, batch_count=4 * TURNS)
        pool.map(_warm, range(2), chunksize=1)

        def turn(number: int) -> tuple[float, float]:
            first, second, *both = range(4 * number, 4 * number + 4)
            return (
                seconds(lambda: [pool.apply(ready.finish, (n,)) for n in (first, second)]),
                seconds(lambda: pool.map(ready.finish, both, chunksize=1)),
            )

        alone, together = zip(*map(turn, range(TURNS)), strict=True)
    return Figure(
        "issuing.two",
        min(alone) / min(together),
        "x",
        f"two batches of {PARALLEL:,} by two processes at once",
    )


def _warm(_number: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        _ready(Path(name), FEW).finish()


@dataclass(frozen=True, slots=True)
class _Known:
    """A resolver that knows one key and finds everything in order."""

    method: str
    key: bytes

    def issuer_keys(self, _issuer_id: str, /) -> Mapping[str, bytes]:
        """The one key."""
        return {self.method: self.key}

    def status(self, _id: str, _entry: Mapping[str, object] | None, /) -> StatusAnswer:
        """Not revoked."""
        return StatusAnswer("good")

    def achievement_known(self, _id: str, /) -> bool:
        """Published."""
        return True

    def endorsed_known(self, _id: str, /) -> bool:
        """Published."""
        return True

    def hosted(self, _address: str, /) -> None:
        """Nothing is hosted."""

    def published(self, _address: str, /) -> None:
        """Nothing is published."""


def _verifying() -> Figure:
    key = Ed25519PrivateKey.generate()
    signer = Ed25519Signer(key, f"{ISSUER.id}#benchmark")
    award = signing.award(1)
    template = CompiledTemplate(ISSUER, ACHIEVEMENT, Form.of(award), signer=signer)
    text = signed(template, award, AWARDED)
    known = _Known(signer.verification_method, key.public_key().public_bytes_raw())
    at = datetime.now(UTC)
    if verify(text.encode(), known, now=at).verdict != "valid":
        raise AssertionError("our own badge does not verify")
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    library = OB3LdpVerifier(pubkey_pem=public, issuer_did=ISSUER.id)
    ours = min(
        seconds(lambda: [verify(text.encode(), known, now=at) for _ in range(VERIFIED)])
        for _ in range(ROUNDS)
    )
    theirs = min(
        seconds(lambda: [library.verify(text) for _ in range(VERIFIED // 10)])
        for _ in range(ROUNDS)
    )
    return Figure(
        "issuing.verify", 10 * theirs / ours, "x", "openbadgeslib's OB3LdpVerifier, same credential"
    )
