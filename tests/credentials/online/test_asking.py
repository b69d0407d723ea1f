"""A badge from elsewhere: what its issuer's server says is believed as far as it is proven."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from leap_dash.credentials import jwk, multikey
from leap_dash.credentials.baking import bake
from leap_dash.credentials.compose import compose, serialise
from leap_dash.credentials.keys import Ed25519Signer
from leap_dash.credentials.ob2 import documents
from leap_dash.credentials.online.asking import verify_known, verify_link_online, verify_online
from leap_dash.credentials.online.fetching import Fetcher
from leap_dash.credentials.proof import add_proof
from leap_dash.credentials.report import Check, NothingKnown, Resolver, VerificationReport
from leap_dash.credentials.signing import sign_award
from tests.credentials.issuing import (
    ACHIEVEMENT,
    AWARD,
    AWARDED,
    EMAIL,
    ISSUER,
    KEY,
    LATER,
    PUBLIC,
    RSA_PUBLIC,
    RSA_SIGNER,
    SIGNED,
    SIGNER,
    TOKEN,
    Known,
)
from tests.credentials.online.foreign import (
    ACHIEVEMENT_PATH,
    DID_DOCUMENT,
    DID_PATH,
    HOST,
    INDEX,
    LIST_PATH,
    LIST_URL,
    PUBLISHED,
    pages,
    status_list,
)
from tests.credentials.online.servers import SmallInternet, plain, redirect, site

OTHER = Ed25519Signer(KEY, f"{ISSUER.id}#another-key")
DID_KEY = f"did:key:{multikey.encode(PUBLIC)}"
OWN_KEY = Ed25519Signer(KEY, f"{DID_KEY}#{multikey.encode(PUBLIC)}")
# Signed by nobody known, with the addresses of someone who is known.
BY_OWN_KEY = sign_award(replace(ISSUER, id=DID_KEY), ACHIEVEMENT, AWARD, OWN_KEY, AWARDED)


class World:
    """An internet with the issuer's server in it, and what was seen of us there."""

    def __init__(self, served: Mapping[str, bytes]) -> None:
        self.internet = SmallInternet()
        self.served = served

    def verify(
        self, data: str | bytes = SIGNED, known: Resolver | None = None, **more: str
    ) -> VerificationReport:
        """Verify and ask, a month after the award."""
        data = data.encode() if isinstance(data, str) else data
        fetcher = Fetcher(self.internet)
        with self.internet.server(HOST, site(self.served)) as seen:
            report = verify_online(data, known or NothingKnown(), fetcher, now=LATER, **more)
        self.paths = seen.paths
        return report


def verify(data: str | bytes = SIGNED, **changed: object) -> VerificationReport:
    """Verify against a server that publishes what it should, but for what is changed."""
    return World(pages(**changed)).verify(data)


def said(report: VerificationReport, name: str) -> Check:
    """Return the check of this name."""
    return next(check for check in report.checks if check.name == name)


def signed(document: dict[str, Any]) -> str:
    """Sign a badge that the issuer itself would not write."""
    return serialise(add_proof(document, SIGNER, AWARDED))


def test_a_badge_from_elsewhere_is_valid_once_its_issuer_was_asked() -> None:
    world = World(pages())
    report = world.verify(recipient=EMAIL)
    assert report.verdict == "valid", report.checks
    assert report.credential == json.loads(SIGNED)
    assert report.checks[-1] == Check("issuer's server", "pass", f"Asked {HOST}.")
    assert world.paths == [DID_PATH, LIST_PATH, ACHIEVEMENT_PATH]
    assert report.elsewhere == ()


def test_a_token_from_elsewhere_is_valid_once_its_issuer_was_asked() -> None:
    method = {
        "id": RSA_SIGNER.verification_method,
        "type": "JsonWebKey",
        "controller": ISSUER.id,
        "publicKeyJwk": {**jwk.encode(RSA_PUBLIC), "alg": "RS256", "use": "sig"},
    }
    listed = DID_DOCUMENT["assertionMethod"]
    did = DID_DOCUMENT | {
        "verificationMethod": [*DID_DOCUMENT["verificationMethod"], method],
        "assertionMethod": [*listed, method["id"]],
    }
    assert World(pages(did=did)).verify(TOKEN).verdict == "valid"
    assert World(pages(did=did)).verify(TOKEN[:-8] + "AAAAAAAA").verdict == "invalid"
    assert World(pages()).verify(TOKEN).verdict == "invalid"  # not a key of theirs


def test_a_badge_hosted_elsewhere_is_compared_with_what_stands_there() -> None:
    base = f"https://{HOST}"
    text = serialise(compose(ISSUER, ACHIEVEMENT, AWARD))
    award_id, achievement_id = UUID(int=4), UUID(int=5)
    badge = documents.assertion(json.loads(text), award_id, achievement_id, base)
    achievement = documents.badge_class(ACHIEVEMENT, achievement_id, "riverside", base)
    issuer = documents.issuer(ISSUER, "riverside", base)
    served = {
        each["id"].removeprefix(base): plain(json.dumps(each).encode())
        for each in (badge, achievement, issuer)
    }
    copy = json.dumps(badge)
    asked = verify_known(copy.encode(), NothingKnown(), now=LATER)
    assert (asked.verdict, asked.elsewhere) == ("unknown", (HOST,))
    assert World(served).verify(copy).verdict == "valid"
    forged = World(served).verify(json.dumps(badge | {"issuedOn": "2020-01-01T00:00:00Z"}))
    assert said(forged, "copy").result == "fail"
    assert World({}).verify(copy).verdict == "unknown"


def test_nobody_is_asked_unless_that_is_wanted_but_it_is_said_who_could_be() -> None:
    report = verify_known(SIGNED.encode(), NothingKnown(), now=LATER)
    assert (report.verdict, report.elsewhere) == ("unknown", (HOST,))
    own_key = verify_known(BY_OWN_KEY.encode(), NothingKnown(), now=LATER)
    assert (own_key.verdict, own_key.elsewhere) == ("unknown", (HOST,))


def test_nobody_is_asked_about_what_is_known_or_settled_here() -> None:
    world = World(pages())
    assert world.verify(known=Known()).verdict == "valid"
    assert world.verify(SIGNED.replace("Riverside", "Seaside"), Known()).verdict == "invalid"
    assert world.verify(b"no badge").verdict == "invalid"
    # One of ours whose status is not known: our own records are all there is.
    ours = Known(achievements={})
    assert world.verify(known=ours).verdict == "unknown"
    assert verify_known(SIGNED.encode(), ours, now=LATER).elsewhere == ()
    assert world.internet.looked_up == []


def test_what_is_known_here_says_nothing_of_a_badge_that_someone_else_signed() -> None:
    # It bears the number and the achievement of one of ours, but not our signature.
    assert "riverside" in BY_OWN_KEY
    report = verify_known(BY_OWN_KEY.encode(), Known(), now=LATER)
    assert report.verdict == "unknown"
    assert said(report, "status").result == said(report, "achievement").result == "unknown"
    world = World(pages())
    assert world.verify(BY_OWN_KEY, Known()).verdict == "unknown"
    assert world.paths == [LIST_PATH, ACHIEVEMENT_PATH]


def test_an_issuer_that_is_its_own_key_has_its_list_and_achievements_checked() -> None:
    listed = status_list(issuer_id=DID_KEY, signer=OWN_KEY)
    published = {**PUBLISHED, "creator": {"id": DID_KEY, "type": ["Profile"]}}
    assert verify(BY_OWN_KEY, status=listed, achievement=published).verdict == "valid"
    revoked = status_list([INDEX], issuer_id=DID_KEY, signer=OWN_KEY)
    assert said(verify(BY_OWN_KEY, status=revoked), "status").result == "fail"


@pytest.mark.parametrize("purpose", ["revocation", "suspension"])
def test_a_badge_that_its_issuer_took_back_says_so(purpose: Any) -> None:  # noqa: ANN401
    document = compose(ISSUER, ACHIEVEMENT, AWARD)
    document["credentialStatus"]["statusPurpose"] = purpose
    good = verify(signed(document), status=status_list(purpose=purpose))
    assert good.verdict == "valid", good.checks
    back = verify(signed(document), status=status_list([INDEX], purpose=purpose))
    assert back.verdict == "invalid"
    word = {"revocation": "revoked", "suspension": "suspended"}[purpose]
    assert said(back, "status") == Check("status", "fail", f"Its issuer has {word} it.")


def forged_list() -> bytes:
    """A list with a bit changed after it was signed."""
    document = json.loads(status_list([INDEX]))
    document["credentialSubject"]["encodedList"] = json.loads(status_list())["credentialSubject"][
        "encodedList"
    ]
    return json.dumps(document).encode()


def without(document: bytes, member: str) -> bytes:
    """A JSON document without one of its members."""
    parsed = json.loads(document)
    del parsed[member]
    return json.dumps(parsed).encode()


SUBJECT = json.loads(status_list())["credentialSubject"]
LISTS_THAT_SAY_NOTHING: dict[str, tuple[bytes | None, str]] = {
    "not there": (None, "answers 404"),
    "not JSON": (b"{", "not JSON"),
    "not an object": (b"[]", "no status list credential"),
    "another document": (json.dumps(DID_DOCUMENT).encode(), "no status list credential"),
    "unsigned": (without(status_list(), "proof"), "signature"),
    "changed": (forged_list(), "signature"),
    "signed with a key that is not listed": (status_list(signer=OTHER), "signature"),
    "by someone else": (status_list(issuer_id=DID_KEY, signer=OWN_KEY), "someone else"),
    "of another address": (status_list(url=f"{LIST_URL}0"), "another one"),
    "without an address": (without(status_list(), "id"), "another one"),
    "for another purpose": (status_list(purpose="suspension"), "another purpose"),
    "not yet valid": (status_list(validFrom="2999-01-01T00:00:00Z"), "out of date"),
    "no longer valid": (status_list(validUntil="2026-05-04T00:00:00Z"), "out of date"),
    "with odd dates": (status_list(validUntil="2026-02-30T00:00:00Z"), "not dates"),
    "without a time zone": (status_list(validUntil="2999-01-01T00:00:00"), "not dates"),
    "without bits": (status_list(credentialSubject={**SUBJECT, "encodedList": "uAAAA"}), "unpack"),
    "of another kind": (
        status_list(credentialSubject={"type": "BitstringStatusListEntry", "statusSize": 1}),
        "holds no list",
    ),
    "in a context of its own": (
        without(status_list(), "proof").replace(b"credentials/v2", b"credentials/v9"),
        "@context",
    ),
}


@pytest.mark.parametrize("name", LISTS_THAT_SAY_NOTHING)
def test_a_list_that_is_not_as_it_must_be_says_nothing(name: str) -> None:
    listed, words = LISTS_THAT_SAY_NOTHING[name]
    report = verify(status=listed)
    assert report.verdict == "unknown"
    status = said(report, "status")
    assert status.result == "unknown"
    assert status.detail.startswith("Whether it was revoked cannot be told: ")
    assert words in status.detail


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"statusListIndex": "99999999"}, "not between 0 and 131071"),
        ({"statusListIndex": "-1"}, "does not say where"),
        ({"statusListIndex": "²"}, "does not say where"),
        ({"statusPurpose": "message"}, "another purpose"),
        ({"statusListCredential": "http://badges.example.org/list"}, "only https"),
        ({"statusListCredential": "https://127.0.0.1/list"}, "number"),
    ],
)
def test_an_entry_that_leads_nowhere_says_nothing(changed: dict[str, str], words: str) -> None:
    document = compose(ISSUER, ACHIEVEMENT, AWARD)
    document["credentialStatus"].update(changed)
    report = verify(signed(document))
    assert report.verdict == "unknown", report.checks
    assert words in said(report, "status").detail


def test_a_badge_without_a_list_is_not_called_in_force() -> None:
    document = compose(ISSUER, ACHIEVEMENT, AWARD)
    del document["credentialStatus"]
    report = verify(signed(document))
    assert report.verdict == "unknown"
    assert "names no list" in said(report, "status").detail


def test_a_hundred_entries_are_one_fetch_and_one_bad_one_is_enough() -> None:
    document = compose(ISSUER, ACHIEVEMENT, AWARD)
    entry = document["credentialStatus"]
    document["credentialStatus"] = [
        {**entry, "id": f"{entry['id']}-{n}", "statusListIndex": str(n)} for n in range(100)
    ]
    world = World(pages(status=status_list([99])))
    assert said(world.verify(signed(document)), "status").result == "fail"
    assert world.paths.count(LIST_PATH) == 1


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (None, f"{HOST} answers 404"),
        ({**DID_DOCUMENT, "id": f"{ISSUER.id}:other"}, "is not that of did:web"),
        (b"{", "not JSON"),
        (b'{"id":1,"id":1}', "twice"),
    ],
)
def test_keys_that_cannot_be_had_are_unknown_and_it_is_said_why(
    document: object, words: str
) -> None:
    report = verify(did=document)
    assert report.verdict == "unknown"
    assert report.credential is None
    assert said(report, "issuer key").result == said(report, "issuer's server").result == "unknown"
    assert words in said(report, "issuer's server").detail


def test_a_key_that_the_issuer_does_not_list_fails() -> None:
    report = verify(did={**DID_DOCUMENT, "assertionMethod": []})
    assert report.verdict == "invalid"
    assert said(report, "issuer key").result == "fail"


@pytest.mark.parametrize(
    "document",
    [
        None,
        {**PUBLISHED, "id": f"{ACHIEVEMENT.id}0"},
        {**PUBLISHED, "type": ["Profile"]},
        [PUBLISHED],
    ],
)
def test_an_achievement_that_is_not_published_leaves_the_answer_open(document: object) -> None:
    report = verify(achievement=document)
    assert report.verdict == "unknown"
    assert said(report, "achievement").result == "unknown"


def test_an_achievement_that_someone_else_publishes_is_not_the_issuers() -> None:
    world = World(pages())
    foreign = "https://elsewhere.example.org/achievements/1"
    document = compose(ISSUER, replace(ACHIEVEMENT, id=foreign), AWARD)
    for creator, result in (("did:web:x.example.org", "unknown"), (ISSUER.id, "pass")):
        published = {"id": foreign, "type": ["Achievement"], "creator": creator}
        served = site({"/achievements/1": plain(json.dumps(published).encode())})
        with world.internet.server("elsewhere.example.org", served, address="8.8.8.8"):
            report = world.verify(signed(document))
        assert said(report, "achievement").result == result


def test_a_link_is_fetched_and_verified(png: bytes) -> None:
    served = {
        **pages(),
        "/badges/1.json": plain(SIGNED.encode(), "application/vc"),
        "/badges/1.png": plain(bake(png, SIGNED), "image/png"),
        "/badges/1": redirect("1.json"),
        "/page": plain(b"<!doctype html>", "text/html"),
    }
    for path, verdict in (
        ("/badges/1.json", "valid"),
        ("/badges/1.png", "valid"),
        ("/badges/1", "valid"),
        ("/page", "unknown"),
        ("/none", "unknown"),
    ):
        internet = SmallInternet()
        with internet.server(HOST, site(served)):
            report = verify_link_online(
                f"https://{HOST}{path}", NothingKnown(), Fetcher(internet), now=LATER
            )
        assert report.verdict == verdict, report.checks
        assert report.checks[-1].name == "issuer's server"


def test_a_link_that_leads_inside_is_not_followed() -> None:
    report = verify_link_online(
        "https://169.254.169.254/", NothingKnown(), Fetcher(SmallInternet()), now=LATER
    )
    assert report.verdict == "unknown"
    assert report.checks == (
        Check(
            "issuer's server",
            "unknown",
            "Nobody was asked: 169.254.169.254 is a number; only named servers are asked.",
        ),
    )


def test_a_list_that_expired_with_the_badge_is_judged_by_the_same_clock() -> None:
    until = (LATER + timedelta(seconds=1)).isoformat()
    assert verify(status=status_list(validUntil=until)).verdict == "valid"
