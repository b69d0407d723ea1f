"""Where the keys of an issuer elsewhere are, and which of them count."""

import base64
import json
import string
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.credentials import multikey
from leap_dash.credentials.did import did_document, did_web
from leap_dash.credentials.keys import KeyStore
from leap_dash.credentials.online.addresses import place
from leap_dash.credentials.online.did_web import assertion_methods, document_url, public_keys
from leap_dash.credentials.public_keys import PublicKey
from leap_dash.domain.errors import BadInputError, NotFetchedError
from tests.credentials.issuing import ISSUER, LATER, PUBLIC

DID = ISSUER.id
KEY_ID = f"{DID}#key-1"
X = base64.urlsafe_b64encode(PUBLIC).rstrip(b"=").decode()
MULTIKEY = {
    "id": KEY_ID,
    "type": "Multikey",
    "controller": DID,
    "publicKeyMultibase": multikey.encode(PUBLIC),
}
JWK = {
    "id": KEY_ID,
    "type": "JsonWebKey2020",
    "controller": DID,
    "publicKeyJwk": {"kty": "OKP", "crv": "Ed25519", "x": X},
}


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
        (
            "did:web:w3c-ccg.github.io:user:alice",
            "https://w3c-ccg.github.io/user/alice/did.json",
        ),
        (
            "did:web:example.com%3A3000:user:alice",
            "https://example.com:3000/user/alice/did.json",
        ),
        ("did:web:example.org:a%20b", "https://example.org/a%20b/did.json"),
        (DID, "https://badges.example.org/issuers/riverside/did.json"),
    ],
)
def test_the_document_is_where_the_specification_says(did: str, url: str) -> None:
    assert document_url(did) == url


@pytest.mark.parametrize(
    "did",
    [
        *("", "did:web", "did:web:", "did:key:z6Mk", "did:WEB:example.org", "https://example.org"),
        *("did:web::a", "did:web:example.org:", "did:web:example.org::a", "did:web:a/b"),
        *("did:web:example.org:..", "did:web:example.org:%2e%2E:x", "did:web:example.org:a%2Fb"),
        *("did:web:example.org:a%5cb", "did:web:u%40example.org", "did:web:example.org%2Fx"),
        *(
            "did:web:example.org#key",
            "did:web:example.org?x",
            "did:web:example.org%3A",
            "did:web:é",
        ),
        "did:web:example.org:" + "a" * 2048,
    ],
)
def test_a_name_that_is_none_leads_nowhere(did: str) -> None:
    with pytest.raises(BadInputError, match="did:web:HOST"):
        document_url(did)


@given(st.text("ab.-%2eEfF/:@#?\\3A1[]", max_size=30))
def test_a_name_leads_to_its_own_host_or_nowhere(rest: str) -> None:
    try:
        found = place(document_url(f"did:web:{rest}"))
    except (BadInputError, NotFetchedError):
        return
    assert found.host == rest.partition(":")[0].lower().removesuffix("%3a443")
    assert found.target.endswith("/did.json")
    assert "/../" not in found.target


label = st.text(string.ascii_lowercase, min_size=1, max_size=9)


@given(label, label, st.lists(st.text(string.ascii_letters + "- é", min_size=1), max_size=2))
def test_our_own_names_lead_to_our_own_documents(host: str, slug: str, folders: list[str]) -> None:
    base_url = "/".join([f"https://{host}.example", *folders])
    url = document_url(did_web(base_url, slug))
    assert url.startswith(f"https://{host}.example/")
    assert url.endswith(f"/issuers/{slug}/did.json")
    assert url.count("/") == 5 + len(folders)


def document(*methods: dict[str, Any], **members: object) -> dict[str, Any]:
    """A document that lists these methods, all of them for assertions."""
    names = [method["id"] for method in methods]
    return {"id": DID, "verificationMethod": [*methods], "assertionMethod": names, **members}


def keys(written: object) -> Mapping[str, PublicKey]:
    """The keys that count in a document."""
    return public_keys(assertion_methods(DID, json.loads(json.dumps(written)), LATER))


def test_our_own_document_is_understood(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    store.create("riverside")
    store.rotate("riverside")
    store.create("riverside", "rsa")
    expected = {f"{DID}#{kid}": key for kid, key in store.public_keys("riverside").items()}
    assert keys(did_document(DID, store.list("riverside"))) == expected
    assert len(expected) == 3


@pytest.mark.parametrize(
    "method",
    [
        MULTIKEY,
        {**MULTIKEY, "type": "Ed25519VerificationKey2020"},
        JWK,
        {**JWK, "type": "JsonWebKey"},
        {**MULTIKEY, "id": "#key-1"},
        {**MULTIKEY, "expires": (LATER + timedelta(days=1)).isoformat()},
    ],
)
def test_each_way_of_writing_a_key_is_read(method: dict[str, Any]) -> None:
    assert keys(document(method)) == {KEY_ID: PUBLIC}


def test_a_key_may_be_described_where_it_is_listed() -> None:
    assert keys({"id": DID, "assertionMethod": [MULTIKEY]}) == {KEY_ID: PUBLIC}
    assert keys({"id": DID, "assertionMethod": MULTIKEY}) == {KEY_ID: PUBLIC}


@pytest.mark.parametrize(
    "written",
    [
        document(MULTIKEY, assertionMethod=[]),
        {"id": DID, "verificationMethod": [MULTIKEY], "authentication": [KEY_ID]},
        document(MULTIKEY, assertionMethod=["did:web:other.example#key-1", 7, None, {}, [KEY_ID]]),
        document({**MULTIKEY, "controller": "did:web:other.example"}),
        document({**MULTIKEY, "controller": None}),
        document({**MULTIKEY, "id": "did:web:other.example#key-1"}),
        document({**MULTIKEY, "id": f"{DID}:other#key-1"}),
        document({**MULTIKEY, "revoked": "2026-01-01T00:00:00Z"}),
        document({**MULTIKEY, "expires": "2026-01-01T00:00:00Z"}),
        document({**MULTIKEY, "expires": "some day"}),
        document({**MULTIKEY, "expires": "2999-01-01T00:00:00"}),
        document({**MULTIKEY, "type": "EcdsaSecp256k1VerificationKey2019"}),
        document(
            {**MULTIKEY, "publicKeyMultibase": "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5"}
        ),
        document({**MULTIKEY, "publicKeyMultibase": "z" + "2" * 100_000}),
        document({**MULTIKEY, "publicKeyMultibase": 7}),
        document({**MULTIKEY, "publicKeyMultibase": multikey.encode(b"\x01" + bytes(31))}),
        document({**JWK, "publicKeyJwk": {**JWK["publicKeyJwk"], "d": X}}),  # type: ignore[dict-item]
        document({**JWK, "publicKeyJwk": {"kty": "OKP", "crv": "X25519", "x": X}}),
        document({**JWK, "publicKeyJwk": {"kty": "EC", "crv": "P-256", "x": X, "y": X}}),
        document({**JWK, "publicKeyJwk": {"kty": "OKP", "crv": "Ed25519", "x": X + "="}}),
        document({**JWK, "publicKeyJwk": {"kty": "OKP", "crv": "Ed25519"}}),
        document({**JWK, "publicKeyJwk": [X]}),
        document({**JWK, "type": "Multikey"}),
        {"id": DID, "verificationMethod": "x", "assertionMethod": "y"},
        {"id": DID},
    ],
)
def test_what_is_no_key_for_statements_does_not_count(written: dict[str, Any]) -> None:
    assert keys(written) == {}


@pytest.mark.parametrize(
    "written", [[], "x", None, {}, document(MULTIKEY, id="did:web:other.example"), {"id": [DID]}]
)
def test_the_document_of_someone_else_says_nothing(written: object) -> None:
    with pytest.raises(BadInputError, match="not that of did:web:badges"):
        keys(written)


def test_a_document_with_a_thousand_keys_is_refused() -> None:
    with pytest.raises(BadInputError, match="more than 100 keys"):
        keys(document(*[MULTIKEY] * 101))
