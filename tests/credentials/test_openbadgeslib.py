"""A second opinion: another library reads, verifies and refuses what we sign."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError, OB3Verifier

from leap_dash.credentials import base64url, jwt
from leap_dash.credentials.compose import serialise
from leap_dash.credentials.did import did_document
from leap_dash.credentials.keys import KeyStore
from tests.credentials.issuing import (
    ACHIEVEMENT,
    AWARD,
    DOCUMENT,
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


def test_openbadgeslib_finds_the_key_of_our_token_and_accepts_it(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    store.create("riverside")
    tokens = [jwt.make(DOCUMENT, store.jwt_signer("riverside", ISSUER.id))]
    store.rotate("riverside", "rsa")
    tokens.append(jwt.make(DOCUMENT, store.jwt_signer("riverside", ISSUER.id)))
    listed = json.dumps(did_document(ISSUER.id, store.list("riverside"))).encode()
    verifier = OB3Verifier.for_issuer_did(ISSUER.id, download=lambda _: listed)
    for token in tokens:
        credential = verifier.verify(token, expected_recipient=AWARD.subject_id)
        assert credential.id == AWARD.id
        assert credential.achievement.id == ACHIEVEMENT.id
        header, payload, signature = token.split(".")
        body = base64url.decode(payload).replace(b"silver", b"golden")
        forged = f"{header}.{base64url.encode(body)}.{signature}"
        with pytest.raises(OB3VerificationError, match="signature"):
            verifier.verify(forged)
