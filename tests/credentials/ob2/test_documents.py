"""The hosted documents have the form of the standard and say what the 3.0 badge says."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from pyld.jsonld import JsonLdProcessor

from leap_dash.credentials.compose import compose
from leap_dash.credentials.identity import identity_hash
from leap_dash.credentials.ob2 import addresses, documents
from tests.credentials.issuing import ACHIEVEMENT, AWARD, BASE, EMAIL, ISSUER, signed_document
from tests.credentials.ob2 import tables
from tests.credentials.ob2.hosting import (
    ACHIEVEMENT_ID,
    AWARD_ID,
    BADGE,
    BADGE_CLASS,
    PROFILE,
    REVOCATIONS,
    REVOKED,
)

DOCUMENTS = {
    "assertion": (BADGE, tables.ASSERTION),
    "revoked": (REVOKED, tables.REVOKED_ASSERTION),
    "badge class": (BADGE_CLASS, tables.BADGE_CLASS),
    "issuer": (PROFILE, tables.ISSUER),
    "revocation list": (REVOCATIONS, tables.REVOCATION_LIST),
}
EVIDENCE = {"id": "https://example.org/work", "type": ["Evidence"], "name": "A shift", "genre": "x"}


@pytest.fixture(scope="module")
def fixtures(shared_data: Path) -> Path:
    """The folder of the official validator's 2.0 fixtures."""
    return shared_data / "standards" / "vectors" / "1edtech-validator" / "ob20"


def with_evidence(**more: object) -> dict[str, Any]:
    """The badge of a credential that shows some work."""
    credential = {**signed_document(), "evidence": [EVIDENCE], **more}
    return documents.assertion(credential, AWARD_ID, ACHIEVEMENT_ID, BASE)


def without_email() -> dict[str, Any]:
    """The badge of a learner who has no e-mail address."""
    nameless = AWARD._replace(subject_identity_hash=None, subject_salt=None, valid_until=None)
    credential = compose(ISSUER, ACHIEVEMENT, nameless)
    return documents.assertion(credential, AWARD_ID, ACHIEVEMENT_ID, BASE)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_document_has_the_form_of_its_class(name: str) -> None:
    document, table = DOCUMENTS[name]
    assert tables.faults(document, table) == []


@pytest.mark.parametrize("document", [with_evidence(), without_email()])
def test_a_badge_with_more_or_less_in_it_has_the_form_too(document: dict[str, Any]) -> None:
    assert tables.faults(document, tables.ASSERTION) == []


def test_the_tables_agree_with_the_official_fixtures(fixtures: Path) -> None:
    def judged(name: str, table: dict[str, Any]) -> bool:
        return not tables.faults(json.loads((fixtures / name).read_text()), table)

    assert judged("basic-assertion.json", tables.ASSERTION)
    assert judged("basic-assertion-expired.json", tables.ASSERTION)
    assert judged("assets/robotics-badge.json", tables.BADGE_CLASS)
    assert judged("assets/organization.json", tables.ISSUER)
    assert not judged("basic-assertion-invalid-type.json", tables.ASSERTION)
    assert not judged("basic-assertion-invalid-context.json", tables.ASSERTION)
    assert not judged("assets/issuer-invalid-type.json", tables.ISSUER)


@pytest.mark.parametrize(
    "document", [*(each for each, _ in DOCUMENTS.values()), with_evidence(), without_email()]
)
def test_every_term_is_one_of_the_context(document: dict[str, Any], shared_data: Path) -> None:
    path = shared_data / "standards" / "contexts" / "ob-v2-context.json"
    context = json.loads(path.read_text())["@context"]

    def refuse(name: str) -> NoReturn:
        raise AssertionError(f"the context does not know {name}")

    expanded = JsonLdProcessor(on_property_dropped=refuse).expand(
        {**document, "@context": context}, {}
    )
    types = list(all_types(expanded))
    assert types
    assert all(name.startswith(("http://", "https://")) for name in types), types


def all_types(expanded: object) -> Any:  # noqa: ANN401
    """Yield every type in an expanded document."""
    if isinstance(expanded, list):
        for each in expanded:
            yield from all_types(each)
    elif isinstance(expanded, dict):
        yield from expanded.get("@type", []) if isinstance(expanded.get("@type"), list) else []
        for each in expanded.values():
            yield from all_types(each)


def test_the_badge_says_what_the_credential_says() -> None:
    credential = signed_document()
    assert BADGE["issuedOn"] == credential["validFrom"]
    assert BADGE["expires"] == credential["validUntil"]
    assert BADGE["recipient"]["identity"] == identity_hash(EMAIL, BADGE["recipient"]["salt"])
    assert with_evidence()["evidence"] == [{**EVIDENCE, "type": "Evidence"}]
    assert BADGE_CLASS["criteria"]["narrative"] == ACHIEVEMENT.criteria_narrative
    assert BADGE_CLASS["alignment"][0]["targetCode"] == "5131.1"
    assert BADGE_CLASS["tags"] == ["hospitality", "service"]


def test_a_learner_without_an_address_is_named_by_the_opaque_id() -> None:
    recipient = without_email()["recipient"]
    assert recipient == {"type": "url", "hashed": False, "identity": AWARD.subject_id}


def test_each_document_names_the_address_of_the_next() -> None:
    assert BADGE["id"] == addresses.assertion(BASE, AWARD_ID)
    assert BADGE["badge"] == BADGE_CLASS["id"]
    assert BADGE_CLASS["issuer"] == PROFILE["id"] == REVOCATIONS["issuer"]
    assert PROFILE["revocationList"] == REVOCATIONS["id"]
    assert BADGE["id"].startswith(PROFILE["verification"]["startsWith"])
    assert REVOCATIONS["revokedAssertions"] == [REVOKED["id"]] == [BADGE["id"]]


def test_a_revoked_badge_says_no_more_than_that_and_why() -> None:
    assert dict(REVOKED) == {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": BADGE["id"],
        "revoked": True,
        "revocationReason": "Awarded in error",
    }


def test_an_issuer_without_a_mailbox_says_so_in_the_form_that_verifiers_ask_for() -> None:
    nobody = documents.issuer(replace(ISSUER, email=None), "riverside", "https://a.example:8443")
    assert nobody["email"] == "noreply@a.example.invalid"
    assert tables.faults(nobody, tables.ISSUER) == []


@pytest.mark.parametrize(
    "ending",
    ["", ".png", ".JSON", "/x.json", "?x=1", "/../other.json", ".json.json", "-0.json", " "],
)
def test_an_address_is_read_only_as_it_is_written(ending: str) -> None:
    assert addresses.award_at(BASE, addresses.assertion(BASE, AWARD_ID)) == AWARD_ID
    stem = addresses.assertion(BASE, AWARD_ID).removesuffix(".json")
    assert addresses.award_at(BASE, stem + ending) is None
    assert addresses.award_at(BASE, f"{stem.upper()}.json") is None
    assert addresses.award_at("https://elsewhere.example", f"{stem}.json") is None
