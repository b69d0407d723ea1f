"""The Open Badges 2.0 addresses, signed out."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openbadgeslib.ob2 import OB2VerificationError, OB2Verifier
from sqlalchemy import select

from leap_dash.credentials.baking import unbake
from leap_dash.db import Learner, Org
from leap_dash.db.session import writing
from leap_dash.services.installation import accept_base_url
from tests import factories
from tests.credentials.ob2 import tables
from tests.public.conftest import SECRET_NAME, Given
from tests.public.test_verifying import failed, give_file, give_text
from tests.web import BASE_URL, Web, issue, make_web

NOBODY = "00000000-0000-4000-8000-000000000000"


def path_of(given: Given) -> str:
    """Where the badge is hosted."""
    return f"/ob2/assertions/{given.award_id}.json"


def fetch(web: Web, address: str) -> Any:  # noqa: ANN401
    """A document, by its whole address."""
    answer = web.browser().get(address.removeprefix(BASE_URL))
    assert answer.status_code == 200
    return json.loads(answer.text)


def test_each_address_answers_with_a_document_that_names_it(given: Given) -> None:
    badge = fetch(given.web, f"{BASE_URL}{path_of(given)}")
    badge_class = fetch(given.web, badge["badge"])
    issuer = fetch(given.web, badge_class["issuer"])
    revocations = fetch(given.web, issuer["revocationList"])
    assert badge["id"] == f"{BASE_URL}{path_of(given)}"
    assert badge_class["id"] == badge["badge"]
    assert badge_class["name"] == "Host"
    assert issuer["id"] == badge_class["issuer"] == f"{BASE_URL}/ob2/issuers/tralee.json"
    assert revocations["id"] == issuer["revocationList"]
    assert revocations["revokedAssertions"] == []
    for document, table in (
        (badge, tables.ASSERTION),
        (badge_class, tables.BADGE_CLASS),
        (issuer, tables.ISSUER),
        (revocations, tables.REVOCATION_LIST),
    ):
        assert tables.faults(document, table) == []


def test_the_badge_says_what_its_newer_form_says(given: Given) -> None:
    client = given.web.browser()
    newer = json.loads(client.get(f"{given.path}.json").text)
    badge = fetch(given.web, path_of(given))
    identity = newer["credentialSubject"]["identifier"][0]
    assert badge["recipient"]["identity"] == identity["identityHash"]
    assert badge["recipient"]["salt"] == identity["salt"]
    assert (badge["issuedOn"], badge["expires"]) == (newer["validFrom"], newer["validUntil"])


def test_no_address_tells_who_holds_the_badge(given: Given) -> None:
    client = given.web.browser()
    stem = path_of(given).removesuffix(".json")
    for path in (f"{stem}.json", f"{stem}.png", "/ob2/issuers/tralee.json"):
        answer = client.get(path)
        assert answer.status_code == 200
        for part in (*SECRET_NAME.split(), "quill.example.org"):
            assert part.encode() not in answer.data, path


def test_a_new_address_of_the_learner_does_not_change_the_badge(given: Given) -> None:
    before = fetch(given.web, path_of(given))
    with writing(given.web.engine)() as session:
        for learner in session.scalars(select(Learner)):
            learner.email = "new@example.org"
        session.commit()
    assert fetch(given.web, path_of(given)) == before


def test_the_image_carries_the_badge_and_never_changes(given: Given) -> None:
    badge = fetch(given.web, path_of(given))
    image = badge["image"].removeprefix(BASE_URL)
    answer = given.web.browser().get(image)
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert json.loads(unbake(answer.data)) == badge
    assert answer.cache_control.immutable
    given.revoke("Awarded in error")
    assert given.web.browser().get(image).data == answer.data


def test_a_suspended_badge_counts_for_nothing_until_it_is_reinstated(given: Given) -> None:
    before = fetch(given.web, path_of(given))
    given.suspend("A complaint")
    badge = fetch(given.web, path_of(given))
    assert (badge["revoked"], badge["revocationReason"]) == (True, "Suspended for now: A complaint")
    given.reinstate()
    assert fetch(given.web, path_of(given)) == before


def test_a_revoked_badge_still_answers_and_says_so(given: Given) -> None:
    given.revoke("Awarded in error")
    badge = fetch(given.web, path_of(given))
    assert tables.faults(badge, tables.REVOKED_ASSERTION) == []
    assert badge["revocationReason"] == "Awarded in error"
    revocations = fetch(given.web, "/ob2/issuers/tralee/revocations.json")
    assert revocations["revokedAssertions"] == [badge["id"]]
    assert tables.faults(revocations, tables.REVOCATION_LIST) == []


@pytest.mark.parametrize(
    "path",
    [
        f"/ob2/assertions/{NOBODY}.json",
        "/ob2/assertions/1.json",
        f"/ob2/badges/{NOBODY}.json",
        "/ob2/issuers/nobody.json",
        "/ob2/issuers/nobody/revocations.json",
    ],
)
def test_what_was_never_given_out_is_404_as_json(given: Given, path: str) -> None:
    answer = given.web.browser().get(path)
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_a_decided_award_is_not_there_before_it_is_signed(web: Web) -> None:
    with writing(web.engine)() as session:
        org = session.scalars(select(Org)).one()
        programme = factories.programme(session)
        learner = factories.learner(session, org)
        achievement = factories.achievement(session, org, programme)
        award = factories.award(session, achievement, learner, state="approved", issued_at=None)
        session.commit()
    for ending in ("json", "png"):
        answer = web.browser().get(f"/ob2/assertions/{award.id}.{ending}")
        assert answer.status_code == 404


def test_verifiers_in_browsers_may_read_them_and_caches_keep_them_for_minutes(
    given: Given,
) -> None:
    client = given.web.browser()
    for path in (
        path_of(given),
        f"/ob2/badges/{given.achievement_id}.json",
        "/ob2/issuers/tralee.json",
        "/ob2/issuers/tralee/revocations.json",
    ):
        answer = client.get(path)
        assert answer.mimetype == "application/json", path
        assert answer.headers["Access-Control-Allow-Origin"] == "*", path
        assert answer.cache_control.public, path
        assert answer.cache_control.max_age == 60, path
        assert "Set-Cookie" not in answer.headers, path
        again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), path


def test_a_copy_a_baked_copy_and_a_link_get_the_same_verdict(given: Given) -> None:
    client = given.web.browser()
    copy = client.get(path_of(given))
    image = path_of(given).replace(".json", ".png")
    for answer in (
        give_text(given.web, copy.text),
        give_file(given, client.get(image).data),
        give_text(given.web, f"{BASE_URL}{path_of(given)}"),
        give_text(given.web, f"{BASE_URL}{image}"),
    ):
        assert answer.json
        assert answer.json["verdict"] == "valid", answer.json["checks"]
        assert answer.json["credential"] == json.loads(copy.text)


def test_people_see_which_badge_of_whom_it_is(given: Given) -> None:
    client = given.web.browser()
    with client.session_transaction() as session:
        session["csrf"] = "x"
    page = client.post(
        "/verify", data={"csrf_token": "x", "text": client.get(path_of(given)).text}
    ).text
    assert "Valid" in page
    assert "the badge “Host” of Tralee" in page


def test_a_changed_copy_is_refused_and_says_what_was_changed(given: Given) -> None:
    badge = fetch(given.web, path_of(given))
    answer = give_text(given.web, json.dumps({**badge, "expires": "2099-01-01T00:00:00Z"}))
    assert failed(answer) == ["copy"]
    assert "hosts: expires." in answer.text
    stranger = {**badge, "id": badge["id"].replace(str(given.award_id), NOBODY)}
    assert failed(give_text(given.web, json.dumps(stranger))) == ["hosted"]


def test_a_copy_from_before_a_revocation_or_the_last_day_is_refused(given: Given) -> None:
    copy = given.web.browser().get(path_of(given)).text
    given.web.clock.goes_on(timedelta(days=400))
    assert failed(give_text(given.web, copy)) == ["validity period"]
    given.revoke("Awarded in error")
    answer = give_text(given.web, copy)
    assert failed(answer) == ["status"]
    assert "Revoked: Awarded in error" in answer.text
    assert failed(give_text(given.web, f"{BASE_URL}{path_of(given)}")) == ["status"]


def test_a_copy_from_before_a_move_is_compared_under_its_old_address(
    given: Given, tmp_path: Path
) -> None:
    copy = given.web.browser().get(path_of(given)).text
    with writing(given.web.engine)() as session:
        accept_base_url(session, "https://new.example")
        session.commit()
    moved = make_web(given.web.settings.database_url, tmp_path, BASE_URL="https://new.example")
    answer = give_text(moved, copy)
    assert answer.json
    assert answer.json["verdict"] == "valid", answer.json["checks"]
    moved.close()


def test_the_page_offers_both_files(given: Given) -> None:
    page = given.web.browser().get(given.path).text
    assert f'href="{BASE_URL}{path_of(given)}"' in page
    assert f'href="{BASE_URL}{path_of(given).replace(".json", ".png")}"' in page


@pytest.fixture
def lasting(web: Web) -> Given:
    """A badge of long ago without a last day: a verifier with a clock of its own takes it too."""
    web.clock.goes_on(timedelta(days=-400))
    with writing(web.engine)() as session:
        org = session.scalars(select(Org)).one()
        programme = factories.programme(session)
        cohort = factories.cohort(session, org, programme)
        learner = factories.learner(session, org, email="philomena@quill.example.org")
        achievement = factories.achievement(session, org, programme)
        session.commit()
    return Given(web, issue(web, achievement, learner, cohort.id), achievement.id)


@pytest.fixture
def verifier(web: Web) -> Any:  # noqa: ANN401
    """Another library's verifier; it fetches from the app."""

    def download(address: str) -> bytes:
        answer = web.browser().get(address.removeprefix(BASE_URL))
        if answer.status_code != 200:
            raise OSError(answer.status)
        return bytes(answer.data)

    return OB2Verifier(download=download)


def test_openbadgeslib_accepts_the_hosted_badge_and_its_recipient(
    lasting: Given,
    verifier: Any,  # noqa: ANN401
) -> None:
    copy = lasting.web.browser().get(path_of(lasting)).text
    accepted = verifier.verify_hosted(
        copy, expected_recipient="philomena@quill.example.org", check_revocation=True
    )
    assert accepted.id == f"{BASE_URL}{path_of(lasting)}"
    with pytest.raises(OB2VerificationError, match="Recipient mismatch"):
        verifier.verify_hosted(copy, expected_recipient="eve@example.org")


def test_openbadgeslib_refuses_changed_and_revoked_copies(
    lasting: Given,
    verifier: Any,  # noqa: ANN401
) -> None:
    copy = fetch(lasting.web, path_of(lasting))
    changed = {**copy, "expires": "2099-01-01T00:00:00Z"}
    with pytest.raises(OB2VerificationError, match="expires"):
        verifier.verify_hosted(changed)
    lasting.revoke("Awarded in error")
    with pytest.raises(OB2VerificationError):
        verifier.verify_hosted(copy, check_revocation=True)
    # The list alone tells it too, to whom the answer of the badge's own address is not enough.
    told = fetch(lasting.web, "/ob2/issuers/tralee/revocations.json")["revokedAssertions"]
    assert told == [copy["id"]]
