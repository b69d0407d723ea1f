"""An endorsement from elsewhere: whose servers are asked, and what is known here of its target."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from leap_dash.credentials import multikey
from leap_dash.credentials.compose import serialise
from leap_dash.credentials.endorsement import compose_endorsement
from leap_dash.credentials.keys import Ed25519Signer
from leap_dash.credentials.online.asking import verify_known, verify_online
from leap_dash.credentials.online.fetching import Fetcher
from leap_dash.credentials.proof import add_proof
from leap_dash.credentials.report import Check, NothingKnown, Resolver, VerificationReport
from tests.credentials.issuing import ACHIEVEMENT, AWARDED, ISSUER, KEY, LATER, PUBLIC, Known
from tests.credentials.online.foreign import (
    ACHIEVEMENT_PATH,
    DID_DOCUMENT,
    DID_PATH,
    HOST,
    pages,
    status_list,
)
from tests.credentials.online.servers import SmallInternet, plain, site
from tests.credentials.test_endorsement import ENDORSEMENT, ENDORSER, SIGNER, SPEC, signed

ENDORSER_PATH = "/issuers/hillside/did.json"
LIST_PATH = "/status/hillside/endorsements"
ENDORSER_DID = json.dumps(DID_DOCUMENT).replace(ISSUER.id, ENDORSER.id)


def withdrawn(*indices: int) -> bytes:
    """The endorser's own list."""
    url = f"https://{HOST}{LIST_PATH}"
    return status_list(indices, issuer_id=ENDORSER.id, url=url, signer=SIGNER)


def published(status: bytes | None = None, **changed: object) -> dict[str, bytes]:
    """What stands at the endorser's server, and at that of the one it endorses."""
    return {
        **pages(**changed),
        ENDORSER_PATH: plain(ENDORSER_DID.encode()),
        LIST_PATH: plain(status or withdrawn()),
    }


def ask(
    text: str, served: Mapping[str, bytes], known: Resolver | None = None
) -> tuple[VerificationReport, list[str]]:
    """Verify and ask; also return the paths that were asked for."""
    internet = SmallInternet()
    fetcher = Fetcher(internet)
    with internet.server(HOST, site(served)) as seen:
        report = verify_online(text.encode(), known or NothingKnown(), fetcher, now=LATER)
    return report, seen.paths


def said(report: VerificationReport, name: str) -> Check:
    """Return the check of this name."""
    return next(check for check in report.checks if check.name == name)


def test_one_from_elsewhere_is_valid_once_its_endorser_and_its_target_were_asked() -> None:
    alone = verify_known(signed().encode(), NothingKnown(), now=LATER)
    assert (alone.verdict, alone.kind, alone.elsewhere) == ("unknown", "endorsement", (HOST,))
    report, paths = ask(signed(), published())
    assert report.verdict == "valid", report.checks
    assert (report.kind, report.credential) == ("endorsement", ENDORSEMENT)
    assert paths == [ENDORSER_PATH, LIST_PATH, ACHIEVEMENT_PATH]
    report, paths = ask(signed(replace(SPEC, target_id=ISSUER.id)), published())
    assert report.verdict == "valid", report.checks
    assert paths == [ENDORSER_PATH, LIST_PATH, DID_PATH]


def test_one_that_its_endorser_has_withdrawn_is_not_valid() -> None:
    report, _ = ask(signed(), published(withdrawn(SPEC.status_index)))
    assert (report.verdict, said(report, "status").result) == ("invalid", "fail")


@pytest.mark.parametrize(
    "document", [None, {"id": f"{ACHIEVEMENT.id}x", "type": "Achievement"}, {"id": ACHIEVEMENT.id}]
)
def test_a_target_that_nobody_publishes_is_unknown(document: object) -> None:
    report, _ = ask(signed(), published(achievement=document))
    assert (report.verdict, said(report, "target").result) == ("unknown", "unknown")


def test_what_is_ours_may_be_endorsed_by_others_and_is_not_fetched() -> None:
    known = Known(keys={ISSUER.id: {}}, achievements={ACHIEVEMENT.id: True})
    report, paths = ask(signed(), published(), known)
    assert report.verdict == "valid", report.checks
    assert paths == [ENDORSER_PATH, LIST_PATH]
    # What is known here of a status is about ours alone.
    report, _ = ask(signed(), published(withdrawn(SPEC.status_index)), known)
    assert said(report, "status").result == "fail"
    did = f"did:key:{multikey.encode(PUBLIC)}"
    document = compose_endorsement(replace(ENDORSER, id=did), SPEC)
    by_nobody = add_proof(document, Ed25519Signer(KEY, f"{did}#{did[8:]}"), AWARDED)
    alone = verify_known(serialise(by_nobody).encode(), known, now=LATER)
    assert (said(alone, "target").result, said(alone, "status").result) == ("pass", "unknown")


def test_a_changed_endorsement_is_refused_in_words_about_an_endorsement() -> None:
    for forged, word in (
        ({**ENDORSEMENT, "proof": []}, "The endorsement carries no proof"),
        ({**ENDORSEMENT, "proof": [{"type": "x"}]}, "The endorsement has no proof"),
        ({**ENDORSEMENT, "issuer": 7}, "the form of an endorsement"),
        ({**ENDORSEMENT, "name": "Other"}, "something was changed after signing"),
    ):
        report, _ = ask(serialise(forged), published())
        assert (report.verdict, report.credential) == ("invalid", None)
        (failed,) = (check.detail for check in report.checks if check.result == "fail")
        assert word in failed
        assert "badge" not in failed.replace("Open Badges", "")
