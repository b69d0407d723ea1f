"""Status lists of other kinds: as JWT only, and of the older StatusList2021."""

import base64
import gzip
import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from leap_dash.credentials import base64url, jwk, jwt, status_list_2021
from leap_dash.credentials.compose import compose, serialise
from leap_dash.credentials.keys import Ed25519Signer
from leap_dash.credentials.online.asking import verify_online
from leap_dash.credentials.online.fetching import Fetcher
from leap_dash.credentials.proof import add_proof
from leap_dash.credentials.report import Check, NothingKnown, VerificationReport
from leap_dash.credentials.status import MIN_ENTRIES, encode, status_list_document
from tests.credentials.issuing import (
    ACHIEVEMENT,
    AWARD,
    AWARDED,
    ISSUER,
    KEY,
    LATER,
    RSA_KEY,
    RSA_PUBLIC,
    RSA_SIGNER,
    SIGNED,
    SIGNER,
)
from tests.credentials.online.foreign import DID_DOCUMENT, HOST, INDEX, LIST_PATH, LIST_URL, pages
from tests.credentials.online.servers import SmallInternet, plain, site
from tests.credentials.tokens import signed_with

Json = dict[str, Any]
METHOD = {
    "id": RSA_SIGNER.verification_method,
    "type": "JsonWebKey",
    "controller": ISSUER.id,
    "publicKeyJwk": jwk.encode(RSA_PUBLIC),
}
DID = DID_DOCUMENT | {
    "verificationMethod": [*DID_DOCUMENT["verificationMethod"], METHOD],
    "assertionMethod": [*DID_DOCUMENT["assertionMethod"], METHOD["id"]],
}
HEADER = {"alg": "RS256", "kid": RSA_SIGNER.verification_method}


def bitstring(*indices: int) -> Json:
    """The list, unsigned."""
    return status_list_document(ISSUER.id, LIST_URL, "revocation", encode(indices), AWARDED)


def written_2021(*indices: int) -> str:
    """Bits as StatusList2021 has them, in the plain alphabet."""
    bits = bytearray(MIN_ENTRIES // 8)
    for index in indices:
        bits[index // 8] |= 0x80 >> index % 8
    return base64.b64encode(gzip.compress(bytes(bits), mtime=0)).decode()


def list_2021(*indices: int, **subject: object) -> Json:
    """A list of the older kind, unsigned; members of its subject are replaced."""
    return {
        "@context": [
            "https://www.w3.org/2018/credentials/v1",
            status_list_2021.CONTEXT_URL,
            "https://w3id.org/security/data-integrity/v2",
        ],
        "id": LIST_URL,
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuer": ISSUER.id,
        "issuanceDate": "2026-05-03T09:30:00Z",
        "credentialSubject": {
            "id": f"{LIST_URL}#list",
            "type": "StatusList2021",
            "statusPurpose": "revocation",
            "encodedList": written_2021(*indices),
            **subject,
        },
    }


def proven(document: Json) -> bytes:
    """A list with an embedded proof."""
    return serialise(add_proof(document, SIGNER, AWARDED)).encode()


def badge_2021(**changed: str) -> str:
    """A badge whose status stands in a list of the older kind."""
    document = compose(ISSUER, ACHIEVEMENT, AWARD)
    document["@context"] = [*document["@context"], status_list_2021.CONTEXT_URL]
    document["credentialStatus"] |= {"type": "StatusList2021Entry", **changed}
    return serialise(add_proof(document, SIGNER, AWARDED))


def verify(
    badge: str, listed: bytes, kind: str = "application/vc+jwt", *, now: datetime = LATER
) -> VerificationReport:
    """Verify against a server that answers with this list."""
    internet = SmallInternet()
    served = {**pages(did=DID), LIST_PATH: plain(listed, kind)}
    with internet.server(HOST, site(served)):
        return verify_online(badge.encode(), NothingKnown(), Fetcher(internet), now=now)


def status(report: VerificationReport) -> Check:
    """The check of the status."""
    return next(check for check in report.checks if check.name == "status")


def signed_ed25519(document: Json) -> str:
    """A token with an EdDSA signature, as others sign theirs."""
    header = {"alg": "EdDSA", "kid": SIGNER.verification_method, "typ": "vc+jwt"}
    text = ".".join(base64url.encode(serialise(part).encode()) for part in (header, document))
    return f"{text}.{base64url.encode(KEY.sign(text.encode()))}"


def tokens(document: Json) -> dict[str, str]:
    """The forms in which others sign a list as JWT."""
    inner = {name: value for name, value in document.items() if name not in ("id", "issuer")}
    claims = {"iss": ISSUER.id, "jti": LIST_URL, "nbf": 1_777_000_000}
    older = {**claims, "vc": inner}
    return {
        "with all claims": signed_with(HEADER, {**document, **claims}),
        "as ours": jwt.make(serialise(bitstring() | document), RSA_SIGNER),
        "without claims": signed_with({**HEADER, "typ": "vc+jwt", "cty": "vc"}, document),
        "with Ed25519": signed_ed25519(document),
        "under vc": signed_with({**HEADER, "typ": "JWT"}, older),
    }


@pytest.mark.parametrize("form", tokens(bitstring()))
@pytest.mark.parametrize("older", [False, True])
def test_a_list_that_is_served_only_as_jwt_is_read(form: str, *, older: bool) -> None:
    badge = badge_2021() if older else SIGNED
    written = list_2021 if older else bitstring
    good = verify(badge, f"{tokens(written(INDEX + 1, INDEX - 1))[form]}\n".encode())
    assert good.verdict == "valid", good.checks
    assert status(good).detail == "Its issuer's list says that it is in force."
    back = verify(badge, tokens(written(INDEX))[form].encode())
    assert status(back) == Check("status", "fail", "Its issuer has revoked it.")


def test_a_list_of_the_older_kind_is_read_bit_by_bit() -> None:
    for index in (0, 7, 8, MIN_ENTRIES - 1):
        badge = badge_2021(statusListIndex=str(index))
        assert verify(badge, proven(list_2021(index)), "application/json").verdict == "invalid"
        others = {index - 1, index + 1} - {-1, MIN_ENTRIES}
        good = verify(badge, proven(list_2021(*others)), "application/json")
        assert good.verdict == "valid", good.checks


def other_alphabet() -> str:
    """The same bits in the alphabet for addresses, without padding."""
    return written_2021(INDEX).rstrip("=").replace("+", "-").replace("/", "_")


def test_either_alphabet_of_base64_is_read() -> None:
    listed = proven(list_2021(encodedList=other_alphabet()))
    assert status(verify(badge_2021(), listed)).result == "fail"


BOMB = base64.b64encode(gzip.compress(bytes(64 * 1024 * 1024))).decode()
SHORT = base64.b64encode(gzip.compress(bytes(MIN_ENTRIES // 8 - 1))).decode()


@pytest.mark.parametrize(
    ("badge", "listed", "words"),
    [
        (badge_2021(), proven(list_2021(encodedList=BOMB)), "too large"),
        (badge_2021(), proven(list_2021(encodedList=SHORT)), "fewer than"),
        (badge_2021(), proven(list_2021(encodedList="no base64")), "not base64"),
        (badge_2021(), proven(list_2021(encodedList=encode(()))), "cannot be unpacked"),
        (badge_2021(), proven(list_2021(statusPurpose="suspension")), "another purpose"),
        (badge_2021(statusListIndex="131072"), proven(list_2021()), "not between"),
        (badge_2021(), serialise(list_2021()).encode(), "signature"),
        (badge_2021(), proven(bitstring()), "no status list credential"),
        (SIGNED, proven(list_2021()), "no status list credential"),
    ],
    ids=range(9),
)
def test_a_list_of_the_older_kind_that_is_not_as_it_must_be_says_nothing(
    badge: str, listed: bytes, words: str
) -> None:
    report = verify(badge, listed)
    assert (report.verdict, status(report).result) == ("unknown", "unknown"), report.checks
    assert words in status(report).detail


def test_a_changed_entry_of_the_older_kind_is_refused() -> None:
    for name, value in json.loads(badge_2021())["credentialStatus"].items():
        document = json.loads(badge_2021())
        document["credentialStatus"][name] = f"{value}x"
        assert verify(serialise(document), proven(list_2021())).verdict == "invalid", name


NONE = base64url.encode(b'{"alg":"none"}')
PAYLOAD = bitstring()
TOKEN = signed_with(HEADER, PAYLOAD)
OTHER_KEY = Ed25519Signer(KEY, f"{ISSUER.id}#another").verification_method
STRANGER = replace(ISSUER, id="did:web:badges.example.org:issuers:other")


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (f"{NONE}.{TOKEN.split('.')[1]}.", "someone else"),
        (signed_with({**HEADER, "alg": "HS256"}, PAYLOAD), "in the way"),
        (signed_with({**HEADER, "alg": "EdDSA"}, PAYLOAD), "in the way"),
        (signed_with({**HEADER, "jwk": {}}, PAYLOAD), "header"),
        (signed_with({**HEADER, "crit": ["b64"], "b64": False}, PAYLOAD), "header"),
        (signed_with({**HEADER, "typ": "at+jwt"}, PAYLOAD), "header"),
        (signed_with({**HEADER, "kid": OTHER_KEY}, PAYLOAD), "none of the issuer's"),
        (signed_with({"alg": "RS256"}, PAYLOAD), "someone else"),
        (f"{TOKEN[:-8]}AAAAAAAA", "does not fit"),
        (f"{TOKEN}==", "base64url"),
        (signed_with(HEADER, serialise(PAYLOAD)[:-1] + ',"id":"x"}'), "twice"),
        (signed_with(HEADER, {**PAYLOAD, "iss": STRANGER.id}), "claims"),
        (signed_with(HEADER, {**PAYLOAD, "jti": "x"}), "claims"),
        (signed_with(HEADER, {**PAYLOAD, "sub": "x"}), "claims"),
        (signed_with(HEADER, {**PAYLOAD, "exp": 1_777_000_000}), "out of date"),
        (signed_with(HEADER, {**PAYLOAD, "nbf": 32_000_000_000}), "out of date"),
        (signed_with(HEADER, {**PAYLOAD, "exp": "never"}), "not dates"),
        (signed_with(HEADER, {**PAYLOAD, "issuer": STRANGER.id}), "by someone else"),
        (signed_with(HEADER, {**PAYLOAD, "id": f"{LIST_URL}0"}), "another one"),
        (signed_with(HEADER, {"vc": {**PAYLOAD, "issuer": 7}, "iss": ISSUER.id}), "someone else"),
        (signed_with(HEADER, {**PAYLOAD, "validUntil": "2026-05-04T00:00:00Z"}), "out of date"),
    ],
    ids=range(21),
)
def test_a_token_that_the_issuer_did_not_sign_as_its_list_says_nothing(
    token: str, words: str
) -> None:
    report = verify(SIGNED, token.encode())
    assert (report.verdict, status(report).result) == ("unknown", "unknown"), report.checks
    assert words in status(report).detail


def test_the_dates_of_an_older_credential_count_too() -> None:
    document = list_2021()
    for dates, verdict in (
        ({"issuanceDate": "2026-05-03T09:30:00Z"}, "valid"),
        ({"issuanceDate": "2999-05-03T09:30:00Z"}, "unknown"),
        ({"expirationDate": "2026-05-04T09:30:00Z"}, "unknown"),
    ):
        token = signed_with(HEADER, {**document, **dates}, RSA_KEY)
        assert verify(badge_2021(), token.encode()).verdict == verdict


@pytest.mark.parametrize("path", ["", "issuer", "credentialSubject"])
def test_the_contexts_of_an_older_list_are_of_no_use_to_a_badge(path: str) -> None:
    document = json.loads(SIGNED)
    place = document[path] if path else document
    for named in (
        list_2021()["@context"],
        [*list_2021()["@context"][:1], *document["@context"]],
        [*document["@context"], *list_2021()["@context"][:1]],
    ):
        place["@context"] = named
        report = verify(serialise(document), proven(list_2021()))
        failed = [check.name for check in report.checks if check.result == "fail"]
        assert (failed, report.credential) == (["contexts"], None)
