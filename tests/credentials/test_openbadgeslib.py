"""A second opinion: another library reads, verifies and refuses what we sign."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError

from leap_dash.credentials.compose import serialise
from tests.credentials.issuing import (
    ACHIEVEMENT,
    AWARD,
    ISSUER,
    KEY,
    SIGNED,
    signed_document,
)


@pytest.fixture(scope="module")
def verifier() -> Any:  # noqa: ANN401
    """Their verifier, told our key."""
    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return OB3LdpVerifier(pubkey_pem=pem, issuer_did=ISSUER.id)


def test_openbadgeslib_accepts_our_badge_and_its_recipient(verifier: Any) -> None:  # noqa: ANN401
    credential = verifier.verify(SIGNED, expected_recipient=AWARD.subject_id)
    assert credential.id == AWARD.id
    assert credential.achievement.id == ACHIEVEMENT.id
    assert credential.credential_status[0]["statusListIndex"] == str(AWARD.status_index)


def test_openbadgeslib_refuses_our_badge_when_it_was_changed(verifier: Any) -> None:  # noqa: ANN401
    document = signed_document()
    document["credentialSubject"]["achievement"]["name"] = "Front of house, gold"
    with pytest.raises(OB3VerificationError):
        verifier.verify(serialise(document))
