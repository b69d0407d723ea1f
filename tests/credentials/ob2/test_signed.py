"""Signed 2.0 badges that another library makes: valid with their issuer's own key, else refused."""

import copy
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from openbadgeslib.keys import KeyFactory, KeyType
from openbadgeslib.ob2 import (
    Assertion,
    BadgeClass,
    CryptographicKey,
    IdentityObject,
    OB2Signer,
    OB2Verifier,
    Profile,
    RevocationList,
    Verification,
)

from leap_dash.credentials import base64url
from leap_dash.credentials.baking import OB2_KEYWORD
from leap_dash.credentials.carriers import bake, unbake
from leap_dash.credentials.compose import serialise
from leap_dash.credentials.ob2.reading import keyword_for
from leap_dash.credentials.online.asking import verify_known, verify_online
from leap_dash.credentials.online.fetching import Fetcher
from leap_dash.credentials.report import Check, NothingKnown, VerificationReport
from leap_dash.credentials.verify import verify
from tests.credentials.conftest import png as png  # noqa: PLC0414  the fixture of the same name
from tests.credentials.issuing import EMAIL, LATER, Known
from tests.credentials.online.servers import SmallInternet, plain, site

Json = dict[str, Any]
HOST = "signing.example.org"
BASE = f"https://{HOST}"
ISSUER_ID, KEY_ID, CLASS_ID, LIST_ID = (
    f"{BASE}/{name}.json" for name in ("issuer", "key", "badge", "revoked")
)
KINDS = {"RS256": KeyType.RSA, "ES256": KeyType.ECC, "EdDSA": KeyType.ED25519}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def keys(algorithm: str = "RS256", which: int = 0) -> tuple[bytes, bytes]:
    """A private and a public key as PEM; another pair for each `which`."""
    return _made(algorithm, which)


@cache
def _made(algorithm: str, _which: int) -> tuple[bytes, bytes]:
    private, public = KeyFactory(KINDS[algorithm]).generate_keypair()
    return private, public


@cache
def assertion() -> Assertion:
    """What is signed."""
    return Assertion(
        recipient=IdentityObject.create(EMAIL, "salt"),
        badge=CLASS_ID,
        verification=Verification("SignedBadge", KEY_ID),
        id="urn:uuid:7c9e6679-7425-40de-944b-e07fc1f90ae7",
        issued_on=datetime(2026, 5, 3, tzinfo=UTC),
        expires=datetime(2027, 5, 3, tzinfo=UTC),
        narrative="She ran the shift.",
    )


@cache
def signed(algorithm: str = "RS256") -> str:
    """The badge as the other library signs it."""
    return str(OB2Signer(keys(algorithm)[0], algorithm).sign(assertion()))


PAYLOAD: Json = assertion().to_dict()


@cache
def _published(algorithm: str) -> str:
    documents: list[Any] = [
        Profile(
            ISSUER_ID,
            "Signing School",
            url=BASE,
            email="badges@example.org",
            public_key=[KEY_ID],
            revocation_list=LIST_ID,
        ),
        CryptographicKey(KEY_ID, ISSUER_ID, keys(algorithm)[1].decode()),
        BadgeClass(CLASS_ID, "Shift leader", "Runs a shift.", f"{BASE}/a.png", BASE, ISSUER_ID),
        RevocationList(LIST_ID, ISSUER_ID, ["urn:uuid:0"]),
    ]
    return json.dumps({each.id: each.to_dict() for each in documents})


def published(algorithm: str = "RS256", **members: Mapping[str, object]) -> dict[str, Json]:
    """What stands at the issuer's addresses; members of `issuer`, `key`, `badge` or `revoked` are
    replaced, and left out where they are none."""
    documents: dict[str, Json] = json.loads(_published(algorithm))
    for name, changed in members.items():
        document = {**documents[f"{BASE}/{name}.json"], **changed}
        documents[f"{BASE}/{name}.json"] = {
            member: value for member, value in document.items() if value is not None
        }
    return documents


@dataclass(frozen=True, slots=True)
class Site(Known):
    """A resolver that knows what an issuer publishes."""

    documents: Mapping[str, Json] = field(default_factory=published)

    def published(self, address: str, /) -> Mapping[str, Any] | None:
        """Return the document; an empty one where the server has none."""
        return self.documents.get(address, {})


def report(
    token: str | bytes,
    documents: Mapping[str, Json] | None = None,
    *,
    now: datetime = LATER,
    recipient: str | None = None,
) -> VerificationReport:
    """Verify with all documents of the issuer at hand."""
    data = token.encode() if isinstance(token, str) else token
    return verify(data, Site(documents=documents or published()), now=now, recipient=recipient)


def said(answer: VerificationReport, name: str) -> Check:
    """Return the check of this name."""
    return next(check for check in answer.checks if check.name == name)


def refused(answer: VerificationReport) -> str:
    """The one failed check of a badge of which nothing is told."""
    assert (answer.verdict, answer.credential) == ("invalid", None)
    (check,) = (check for check in answer.checks if check.result == "fail")
    told = " ".join(each.detail for each in answer.checks)
    assert "Shift leader" not in told
    assert "Signing School" not in told
    return check.name


def forged(header: Json | str, payload: Json | str | None = None, key: bytes | None = None) -> str:
    """A token with any header and payload, and a sound RS256 signature of the issuer or `key`."""
    parts = (header, PAYLOAD if payload is None else payload)
    texts = (part if isinstance(part, str) else serialise(part) for part in parts)
    text = ".".join(base64url.encode(part.encode()) for part in texts)
    signer = load_pem_private_key(key or keys()[0], None)
    assert isinstance(signer, RSAPrivateKey)
    signature = signer.sign(text.encode(), PKCS1v15(), SHA256())
    return f"{text}.{base64url.encode(signature)}"


@pytest.mark.parametrize("algorithm", KINDS)
def test_a_badge_signed_by_another_library_is_valid_in_text_and_images(
    algorithm: str, png: bytes
) -> None:
    token, documents = signed(algorithm), published(algorithm)
    signer = OB2Signer(keys(algorithm)[0], algorithm)
    carriers: list[str | bytes] = [
        token,
        f" {token}\n",
        bake(png, token, keyword_for(token)),
        bake(SVG, token, keyword_for(token)),
        signer.sign_into_png(assertion(), png),
        signer.sign_into_svg(assertion(), SVG),
    ]
    for data in carriers:
        answer = report(data, documents, recipient=EMAIL)
        assert answer.verdict == "valid", answer.checks
        assert answer.credential == PAYLOAD
        assert said(answer, "issuer").detail == "It is the badge “Shift leader” of Signing School."
        names = [check.name for check in answer.checks if check.name != "carrier"]
        assert " ".join(names) == (
            "format proof issuer key issuer validity period status recipient"
        )


def test_what_we_bake_the_other_library_reads_and_accepts(png: bytes) -> None:
    token = signed()
    assert unbake(bake(SVG, token, OB2_KEYWORD)) == unbake(bake(png, token, OB2_KEYWORD)) == token
    served = {address: json.dumps(each).encode() for address, each in published().items()}
    theirs = OB2Verifier(download=served.__getitem__)
    assert theirs.verify(token, expected_recipient=EMAIL, check_revocation=True).id == PAYLOAD["id"]


@pytest.mark.parametrize("algorithm", KINDS)
def test_one_from_elsewhere_is_valid_once_its_issuer_was_asked(algorithm: str) -> None:
    internet = SmallInternet()
    data = signed(algorithm).encode()
    alone = verify_known(data, NothingKnown(), now=LATER)
    assert (alone.verdict, alone.credential, alone.elsewhere) == ("unknown", None, (HOST,))
    assert internet.looked_up == []
    served = {
        address.removeprefix(BASE): plain(json.dumps(each).encode())
        for address, each in published(algorithm).items()
    }
    with internet.server(HOST, site(served)) as seen:
        answer = verify_online(data, NothingKnown(), Fetcher(internet), now=LATER)
    assert answer.verdict == "valid", answer.checks
    assert answer.checks[-1].detail == f"Asked {HOST}."
    assert seen.paths == ["/key.json", "/badge.json", "/issuer.json", "/revoked.json"]
    del served["/issuer.json"]
    with internet.server(HOST, site(served)):
        answer = verify_online(data, NothingKnown(), Fetcher(internet), now=LATER)
    assert (answer.verdict, answer.credential) == ("unknown", None)


def hs256(key: bytes) -> str:
    """A token with the public key taken for a secret one."""
    text = ".".join(
        base64url.encode(serialise(part).encode()) for part in ({"alg": "HS256"}, PAYLOAD)
    )
    return f"{text}.{base64url.encode(hmac.digest(key, text.encode(), hashlib.sha256))}"


@cache
def tricks() -> dict[str, str]:
    """Ways in which somebody without the issuer's key makes a token, or changes one."""
    header, payload, signature = signed().split(".")
    other = keys(which=1)[0]
    changed = base64url.encode(base64url.decode(payload).replace(b"She", b"Sue"))
    shorter = base64url.encode(base64url.decode(signature)[:-1])
    none = base64url.encode(b'{"alg":"none"}')
    es256 = base64url.encode(b'{"alg":"ES256"}')
    return {
        "no algorithm": f"{none}.{payload}.",
        "no algorithm, with a signature": f"{none}.{payload}.{signature}",
        "the public key as a secret": hs256(keys()[1]),
        "a key of their own in the header": forged({"alg": "RS256", "jwk": {"kty": "RSA"}}),
        "the address of a key": forged({"alg": "RS256", "jku": "https://evil.example/"}),
        "a chain of certificates": forged({"alg": "RS256", "x5c": ["MII"]}),
        "another key": forged({"alg": "RS256"}, key=other),
        "the name of another key": forged({"alg": "RS256", "kid": "https://evil.example/"}),
        "an extension": forged({"alg": "RS256", "crit": ["exp"], "exp": 1}),
        "an unencoded payload": forged({"alg": "RS256", "b64": False, "crit": ["b64"]}),
        "another type": forged({"alg": "RS256", "typ": "at+jwt"}),
        "another algorithm": f"{es256}.{payload}.{signature}",
        "a changed payload": f"{header}.{changed}.{signature}",
        "no signature": f"{header}.{payload}.",
        "a shorter signature": f"{header}.{payload}.{shorter}",
        "a list as algorithm": forged({"alg": ["RS256"]}),
    }


@pytest.mark.parametrize("trick", tricks())
def test_no_trick_with_the_token_passes(trick: str) -> None:
    assert refused(report(tricks()[trick])) == "proof"


@pytest.mark.parametrize(
    "token",
    [
        forged('{"alg":"RS256","alg":"RS256"}'),
        forged({"alg": "RS256"}, serialise(PAYLOAD)[:-1] + ',"id":"urn:uuid:1"}'),
        f"{signed()}=",
        signed().replace(".", ".."),
    ],
)
def test_a_token_that_could_be_read_in_two_ways_has_no_form(token: str) -> None:
    assert refused(report(token)) == "format"


def test_a_signed_text_without_all_that_a_badge_has_is_no_badge() -> None:
    for name in ("recipient", "badge", "issuedOn"):
        less = {member: value for member, value in PAYLOAD.items() if member != name}
        for payload in (less, {**less, "revoked": True}):
            assert refused(report(forged({"alg": "RS256"}, payload))) == "format"


def test_a_second_reader_may_name_the_key_and_the_type() -> None:
    for header in ({"alg": "RS256", "typ": "JWT"}, {"alg": "RS256", "kid": KEY_ID}):
        assert report(forged(header)).verdict == "valid"


def leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path of every value that is no object."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield from leaves(child, (*path, key))
    else:
        yield path


@pytest.mark.parametrize("path", list(leaves(PAYLOAD)), ids=".".join)
def test_no_value_can_be_changed_or_left_out_unnoticed(path: tuple[str, ...]) -> None:
    header, _, signature = signed().split(".")
    for value in ("x", 7, None):
        document = copy.deepcopy(PAYLOAD)
        inner: Any = document
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = value
        if value is None:
            del inner[path[-1]]
        payload = base64url.encode(serialise(document).encode())
        answer = report(f"{header}.{payload}.{signature}")
        assert (answer.verdict, answer.credential) != ("valid", PAYLOAD)
        assert answer.credential is None
        assert any(check.result == "fail" for check in answer.checks), answer.checks


def pem_on(curve: ec.EllipticCurve) -> str:
    """A public key on a curve."""
    key = ec.generate_private_key(curve).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": {"publicKey": None}},
        {"issuer": {"publicKey": [f"{BASE}/other.json"]}},
        {"issuer": {"publicKey": 7}},
        {"issuer": {"id": f"{BASE}/other.json"}},
        {"key": {"owner": f"{BASE}/other.json"}},
        {"key": {"owner": None}},
        {"key": {"id": f"{BASE}/other.json"}},
        {"key": {"publicKeyPem": "no key"}},
        {"key": {"publicKeyPem": None}},
        {"key": {"publicKeyPem": pem_on(ec.SECP384R1())}},
        {"key": {"publicKeyPem": keys()[0].decode()}},
        {"badge": {"issuer": f"{BASE}/other.json"}},
        {"badge": {"issuer": None}},
        {"badge": {"id": f"{BASE}/other.json"}},
    ],
    ids=[
        "issuer without key",
        "another key of the issuer",
        "a number for a key",
        "another issuer",
        "another owner",
        "no owner",
        "another id of the key",
        "no PEM",
        "nothing for a PEM",
        "a curve that is not read",
        "a private key",
        "a badge of another issuer",
        "a badge without issuer",
        "another badge",
    ],
)
def test_a_key_that_its_issuer_does_not_publish_as_its_own_proves_nothing(
    changed: dict[str, Json],
) -> None:
    assert refused(report(signed(), published("RS256", **changed))) == "issuer key"


def test_what_the_badge_brings_along_is_not_believed_of_its_issuer() -> None:
    mine = keys(which=1)
    key = {"id": KEY_ID, "owner": ISSUER_ID, "publicKeyPem": mine[1].decode()}
    issuer = {**published()[ISSUER_ID], "publicKey": key}
    badge = {**published()[CLASS_ID], "issuer": issuer}
    payload = {**PAYLOAD, "badge": badge}
    assert refused(report(forged({"alg": "RS256"}, payload, key=mine[0]))) == "proof"
    inside = {**PAYLOAD, "verification": {"type": "SignedBadge", "creator": key}}
    assert refused(report(forged({"alg": "RS256"}, inside, key=mine[0]))) == "issuer key"
    assert report(forged({"alg": "RS256"}, payload)).verdict == "valid"


def test_the_only_key_of_an_issuer_need_not_be_named_and_may_stand_in_its_profile() -> None:
    unnamed = forged({"alg": "RS256"}, {**PAYLOAD, "verification": {"type": "signed"}})
    assert report(unnamed).verdict == "valid"
    described = published(issuer={"publicKey": published()[KEY_ID]})
    del described[KEY_ID]
    assert report(unnamed, described).verdict == report(signed(), described).verdict == "valid"
    two = published(issuer={"publicKey": [KEY_ID, f"{BASE}/other.json"]})
    assert refused(report(unnamed, two)) == "issuer key"


def test_a_revoked_badge_says_so_with_the_reason() -> None:
    entry = {"id": PAYLOAD["id"], "revocationReason": "Awarded in error"}
    for listed, detail in (
        (entry, "Revoked: Awarded in error"),
        (PAYLOAD["id"], "Its issuer has revoked it."),
    ):
        answer = report(signed(), published(revoked={"revokedAssertions": ["x", listed]}))
        assert (answer.verdict, said(answer, "status").result) == ("invalid", "fail")
        assert said(answer, "status").detail == detail


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": {"revocationList": None}},
        {"revoked": {"revokedAssertions": None}},
        {"revoked": {"id": "x"}},
        {"revoked": {"issuer": "x"}},
    ],
    ids=str,
)
def test_without_a_list_of_the_issuer_the_status_is_unknown(changed: dict[str, Json]) -> None:
    answer = report(signed(), published("RS256", **changed))
    assert (answer.verdict, said(answer, "status").result) == ("unknown", "unknown")


def test_it_counts_within_its_time_and_for_its_holder() -> None:
    late = report(signed(), now=datetime(2028, 1, 1, tzinfo=UTC), recipient="eve@example.org")
    failed = [check.name for check in late.checks if check.result == "fail"]
    assert failed == ["validity period", "recipient"]


def test_a_way_of_signing_that_is_not_checked_is_unknown() -> None:
    answer = report(OB2Signer(keys()[0], "RS512").sign(assertion()))
    assert (answer.verdict, said(answer, "proof").result) == ("unknown", "unknown")
