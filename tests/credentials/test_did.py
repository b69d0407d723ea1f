"""The issuer's name and the document that lists its keys."""

import json
from pathlib import Path

import pytest
from openbadgeslib.ob3 import resolve_verification_method

from leap_dash.credentials import multikey
from leap_dash.credentials.did import did_document, did_key_methods, did_web
from leap_dash.credentials.keys import KINDS, KeyStore
from leap_dash.domain.errors import BadInputError
from tests.credentials.issuing import PUBLIC


@pytest.mark.parametrize(
    ("base_url", "did"),
    [
        ("https://badges.example.org", "did:web:badges.example.org:issuers:riverside"),
        ("https://Badges.Example.org/", "did:web:badges.example.org:issuers:riverside"),
        ("http://localhost:8050", "did:web:localhost%3A8050:issuers:riverside"),
        ("https://example.org/leap/x", "did:web:example.org:leap:x:issuers:riverside"),
    ],
)
def test_the_issuer_is_named_after_its_address(base_url: str, did: str) -> None:
    assert did_web(base_url, "riverside") == did


@pytest.mark.parametrize(
    "base_url", ["", "example.org", "ftp://a.b", "http://u:p@a.b", "http://a.b?c"]
)
def test_an_address_that_is_not_public_names_nobody(base_url: str) -> None:
    with pytest.raises(BadInputError, match=r"address|query"):
        did_web(base_url, "riverside")


def test_retired_keys_stay_in_the_document_as_assertion_methods(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    kids = {store.create("riverside").kid, store.rotate("riverside").kid}
    did = did_web("https://badges.example.org", "riverside")
    document = did_document(did, store.list("riverside"))
    assert document["id"] == did
    assert {method["id"] for method in document["verificationMethod"]} == {
        f"{did}#{kid}" for kid in kids
    }
    assert document["assertionMethod"] == [each["id"] for each in document["verificationMethod"]]
    for method in document["verificationMethod"]:
        assert method["controller"] == did
        assert method["id"].endswith(method["publicKeyMultibase"])


def test_rsa_keys_are_json_web_keys_under_their_thumbprint(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    store.create("riverside")
    kids = [store.create("riverside", "rsa").kid, store.rotate("riverside", "rsa").kid]
    did = did_web("https://badges.example.org", "riverside")
    document = did_document(did, store.list("riverside"))
    found = {
        method["id"]: method["publicKeyJwk"]
        for method in document["verificationMethod"]
        if method["type"] == "JsonWebKey"
    }
    assert found.keys() == {f"{did}#{kid}" for kid in kids}
    assert found.keys() < set(document["assertionMethod"])
    for kid in kids:
        # Among them none of the private members: d, p, q, dp, dq, qi.
        assert found[f"{did}#{kid}"].keys() == {"kty", "n", "e", "alg", "kid"}
        assert found[f"{did}#{kid}"]["kid"] == kid


def test_openbadgeslib_finds_the_keys_in_the_document(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    kids = [store.create("riverside", kind).kid for kind in KINDS]
    did = did_web("https://badges.example.org", "riverside")
    text = json.dumps(did_document(did, store.list("riverside"))).encode()
    asked: list[str] = []

    def download(url: str, *_: object, **__: object) -> bytes:
        asked.append(url)
        return text

    for kid in kids:
        assert resolve_verification_method(f"{did}#{kid}", download)
    assert set(asked) == {"https://badges.example.org/issuers/riverside/did.json"}


def test_a_did_key_is_its_own_key() -> None:
    multibase = multikey.encode(PUBLIC)
    assert did_key_methods(f"did:key:{multibase}") == {f"did:key:{multibase}#{multibase}": PUBLIC}
    with pytest.raises(BadInputError, match="not an Ed25519 public key"):
        did_key_methods("did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv")
