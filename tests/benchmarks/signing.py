"""Composing, canonicalising and signing one award, against openbadgeslib and bare signatures.

All three take turns in one run, and the best round of each counts, so that whatever else the
machine does falls on all alike.
"""

import secrets
import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib.ob3 import OB3LdpSigner, OB3LdpVerifier

from leap_dash.credentials.identity import identity_hash
from leap_dash.credentials.keys import Ed25519Signer
from leap_dash.credentials.model import AwardResult, AwardSlots
from leap_dash.credentials.template import CompiledTemplate, Form
from tests.benchmarks.figure import Figure, seconds
from tests.credentials.issuing import ACHIEVEMENT, AWARDED, BASE, ISSUER, signed

ROUNDS = 7
AWARDS = 1_000
LIBRARY_AWARDS = 20


def run() -> Iterable[Figure]:
    """Return microseconds an award, and how it stands to the two yardsticks."""
    key = Ed25519PrivateKey.generate()
    signer = Ed25519Signer(key, f"{ISSUER.id}#benchmark")
    awards = [award(number) for number in range(AWARDS)]
    template = CompiledTemplate(ISSUER, ACHIEVEMENT, Form.of(awards[0]), signer=signer)
    messages = [secrets.token_bytes(64) for _ in range(AWARDS)]
    library = _library_signer(key, signed(template, awards[0], AWARDED))

    def sign_awards() -> None:
        for each in awards:
            signed(template, each, AWARDED)

    def sign_bare() -> None:
        for message in messages:
            key.sign(message)

    best = [
        min(times)
        for times in zip(
            *([seconds(work) for work in (sign_awards, sign_bare, library)] for _ in range(ROUNDS)),
            strict=True,
        )
    ]
    ours, bare, theirs = best[0] / AWARDS, best[1] / AWARDS, best[2] / LIBRARY_AWARDS
    return [
        Figure("signing.award", ours * 1e6, "us", "compose, canonicalise, sign and write one"),
        Figure("signing.openbadgeslib", theirs / ours, "x", "its OB3LdpSigner, same credential"),
        Figure("signing.ed25519", bare / ours, "x", "bare Ed25519 signatures of 64 bytes"),
    ]


def award(number: int) -> AwardSlots:
    """An award of the achievement, each time to somebody else."""
    salt = secrets.token_hex(16)
    return AwardSlots(
        id=f"{BASE}/badges/{uuid.uuid4()}",
        subject_id=f"urn:uuid:{uuid.uuid4()}",
        subject_identity_hash=identity_hash(f"learner{number}@example.org", salt),
        subject_salt=salt,
        valid_from=AWARDED,
        valid_until=AWARDED + timedelta(days=730),
        status_list_url=f"{BASE}/status/riverside/revocation/1",
        status_index=number,
        results=(
            AwardResult(ACHIEVEMENT.results[0].id, f"{number % 100}.5"),
            AwardResult(ACHIEVEMENT.results[1].id, status="Completed"),
        ),
    )


def _library_signer(key: Ed25519PrivateKey, credential: str) -> Callable[[], None]:
    """Let openbadgeslib read our credential, and return what signs the same one with it."""
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    same = OB3LdpVerifier(pubkey_pem=public, issuer_did=ISSUER.id).verify(credential)
    signer = OB3LdpSigner(key, verification_method=f"{ISSUER.id}#benchmark")

    def sign() -> None:
        for _ in range(LIBRARY_AWARDS):
            signer.sign(same, created=AWARDED)

    return sign
