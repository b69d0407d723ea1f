"""Who vouches for a badge: on its pages and in its data, checked, and said when it is withdrawn."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema
import pytest
from sqlalchemy import select

from leap_dash.credentials import status
from leap_dash.credentials.verify import verify
from leap_dash.db import Endorsement, Org
from leap_dash.db.session import writing
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.endorsements import Target, TargetKind
from leap_dash.queries.public import KnownHere
from leap_dash.services.endorsements import endorse, withdraw
from leap_dash.services.issuing import Publisher
from tests import factories
from tests.public.conftest import SECRET_NAME, Given
from tests.web import BASE_URL, csrf_token

COMMENT = "We take <b>these</b> trainees."


@dataclass(frozen=True, slots=True)
class Endorsed:
    """A badge of Tralee and Tralee itself, both endorsed by Porto."""

    given: Given
    of_badge: UUID
    of_issuer: UUID

    def get(self, path: str) -> str:
        """What stands at an address."""
        answer = self.given.web.browser().get(path)
        assert answer.status_code == 200, path
        return answer.text

    def withdraw(self, endorsement_id: UUID) -> None:
        """Porto takes it back, an hour later."""
        self.given.web.clock.goes_on(timedelta(hours=1))
        with writing(self.given.web.engine)() as session:
            now = self.given.web.clock()
            withdraw(session, OPERATOR, endorsement_id, reason="The rule changed", now=now)
            session.commit()


@pytest.fixture
def endorsed(given: Given) -> Endorsed:
    """On each kind of database."""
    web = given.web
    with writing(web.engine)() as session:
        tralee = session.scalars(select(Org)).one()
        porto = factories.org(session, "porto", parent=tralee)
        web.keys.create("porto")
        made = [
            endorse(
                session,
                OPERATOR,
                endorser_id=porto.id,
                target=target,
                comment=COMMENT,
                publisher=Publisher(web.keys, web.settings.base_url),
                now=web.clock(),
            )
            for target in (
                Target(TargetKind.BADGE, given.achievement_id),
                Target(TargetKind.ISSUER, tralee.id),
            )
        ]
        session.commit()
    return Endorsed(given, *made)


def test_the_pages_say_who_endorses_and_that_it_was_checked(endorsed: Endorsed) -> None:
    of_badge, of_issuer = (
        f"/endorsements/{each}" for each in (endorsed.of_badge, endorsed.of_issuer)
    )
    for path, its, other in (
        (endorsed.given.path, of_badge, of_issuer),
        (f"/achievements/{endorsed.given.achievement_id}", of_badge, of_issuer),
        ("/issuers/tralee", of_issuer, of_badge),
    ):
        page = endorsed.get(path)
        assert "Who endorses it" in page, path
        assert "We take &lt;b&gt;these&lt;/b&gt; trainees." in page, path
        assert 'issuers/porto">Porto</a>' in page, path
        assert "24 Nov 2026" in page, path
        assert "Checked just now: signed by Porto, unchanged and in force." in page, path
        assert f"{its}.json" in page, path
        assert other not in page, path
    assert "Who endorses it" not in endorsed.get("/issuers/porto")


def test_an_endorsement_has_a_page_of_its_own_with_every_check(endorsed: Endorsed) -> None:
    page = endorsed.get(f"/endorsements/{endorsed.of_badge}")
    assert "ld-verdict-valid" in page
    assert page.count("is-pass") == 8
    assert f"/achievements/{endorsed.given.achievement_id}" in page
    assert "this issuer" in endorsed.get(f"/endorsements/{endorsed.of_issuer}")


def test_the_data_is_the_signed_text_and_verifies_by_itself(endorsed: Endorsed) -> None:
    client = endorsed.given.web.browser()
    path = f"/endorsements/{endorsed.of_badge}.json"
    answer = client.get(path)
    assert answer.mimetype == "application/vc"
    assert answer.cache_control.max_age == 60
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    web = endorsed.given.web
    with writing(web.engine)() as session:
        known = KnownHere(session, web.keys, (BASE_URL,))
        assert verify(answer.data, known, now=web.clock()).verdict == "valid"


@pytest.fixture
def fits(shared_data: Path) -> Callable[[str, Any], None]:
    """Whether a document fits a definition of the official schema."""
    folder = shared_data / "standards" / "schemas"
    text = (folder / "ob_v3p0_achievementcredential_schema.strict.json").read_text()
    schema = json.loads(text)

    def check(name: str, document: Any) -> None:  # noqa: ANN401
        asked = {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": f"#/$defs/{name}"}
        jsonschema.validators.validator_for(asked)(asked).validate(document)

    return check


def test_achievement_and_issuer_carry_what_is_in_force_in_their_data(
    endorsed: Endorsed, fits: Callable[[str, Any], None]
) -> None:
    for name, path, made in (
        ("Achievement", f"/achievements/{endorsed.given.achievement_id}.json", endorsed.of_badge),
        ("Profile", "/issuers/tralee.json", endorsed.of_issuer),
    ):
        document = json.loads(endorsed.get(path))
        assert document["endorsement"] == [json.loads(endorsed.get(f"/endorsements/{made}.json"))]
        fits(name, document)
        endorsed.withdraw(made)
        assert "endorsement" not in json.loads(endorsed.get(path))


def test_a_signed_badge_holds_no_endorsement(endorsed: Endorsed) -> None:
    assert "ndorse" not in endorsed.get(f"{endorsed.given.path}.json")


def test_a_withdrawn_endorsement_stays_at_its_address_and_says_so(endorsed: Endorsed) -> None:
    before = endorsed.get(f"/endorsements/{endorsed.of_badge}.json")
    endorsed.withdraw(endorsed.of_badge)
    page = endorsed.get(f"/endorsements/{endorsed.of_badge}")
    assert "Withdrawn on 24 Nov 2026: The rule changed" in page
    assert "ld-verdict-valid" not in page
    assert endorsed.get(f"/endorsements/{endorsed.of_badge}.json") == before
    assert "Who endorses it" not in endorsed.get(endorsed.given.path)
    assert "Valid" in endorsed.get(endorsed.given.path)


def test_the_status_list_that_it_names_has_its_bit_once_it_is_withdrawn(endorsed: Endorsed) -> None:
    document = json.loads(endorsed.get(f"/endorsements/{endorsed.of_badge}.json"))
    entry = document["credentialStatus"]
    path = entry["statusListCredential"].removeprefix(BASE_URL)

    def bit() -> bool:
        listed = json.loads(endorsed.get(path))
        assert (listed["id"], listed["issuer"]) == (
            entry["statusListCredential"],
            document["issuer"]["id"],
        )
        bits = status.decode(listed["credentialSubject"]["encodedList"])
        return status.is_set(bits, int(entry["statusListIndex"]))

    assert not bit()
    endorsed.withdraw(endorsed.of_badge)
    assert bit()


def test_one_that_was_tampered_with_is_shown_as_not_holding(endorsed: Endorsed) -> None:
    with writing(endorsed.given.web.engine)() as session:
        row = session.get_one(Endorsement, endorsed.of_badge)
        row.document = row.document.replace("these", "those")
        session.commit()
    page = endorsed.get(endorsed.given.path)
    assert "It does not hold: The signature does not fit" in page
    assert "signed by Porto" not in page


def test_no_address_of_an_endorsement_tells_who_gave_it(endorsed: Endorsed) -> None:
    with writing(endorsed.given.web.engine)() as session:
        for row in session.scalars(select(Endorsement)):
            row.created_by = SECRET_NAME
        session.commit()
    for path in (
        f"/endorsements/{endorsed.of_badge}",
        f"/endorsements/{endorsed.of_badge}.json",
        endorsed.given.path,
        "/issuers/tralee.json",
    ):
        assert SECRET_NAME not in endorsed.get(path)


@pytest.mark.parametrize("ending", ["", ".json"])
def test_an_unknown_endorsement_is_not_found(given: Given, ending: str) -> None:
    path = f"/endorsements/00000000-0000-4000-8000-000000000000{ending}"
    assert given.web.browser().get(path).status_code == 404
    assert given.web.browser().get("/status/tralee/endorsements").status_code == 404


def check(endorsed: Endorsed, text: str) -> Any:  # noqa: ANN401
    """What `/verify` tells a machine."""
    client = endorsed.given.web.browser()
    answer = client.post("/verify", data={"text": text}, headers={"Accept": "application/json"})
    assert answer.status_code == 200, answer.text
    return answer.json


def test_verify_takes_an_endorsement_as_text_and_as_link_and_says_when_it_is_withdrawn(
    endorsed: Endorsed,
) -> None:
    path = f"/endorsements/{endorsed.of_badge}"
    text = endorsed.get(f"{path}.json")
    given = [text, f"{BASE_URL}{path}", f"{BASE_URL}{path}.json"]
    names = "format contexts schema proof issuer key validity period status target"
    for each in given:
        answer = check(endorsed, each)
        assert answer["verdict"] == "valid", answer
        assert " ".join(found["name"] for found in answer["checks"]) == names
        assert answer["credential"] == json.loads(text)
    assert check(endorsed, f"{BASE_URL}/endorsements/{UUID(int=4)}")["verdict"] == "invalid"
    endorsed.withdraw(endorsed.of_badge)
    for each in given:
        (failed,) = (one for one in check(endorsed, each)["checks"] if one["result"] == "fail")
        assert failed["name"] == "status"
        assert "Withdrawn on 24 November 2026: The rule changed" in failed["detail"]


def test_people_are_told_of_an_endorsement_and_nothing_of_one_that_was_changed(
    endorsed: Endorsed,
) -> None:
    client = endorsed.given.web.browser()
    token = csrf_token(client)
    text = endorsed.get(f"/endorsements/{endorsed.of_badge}.json")
    page = client.post("/verify", data={"csrf_token": token, "text": text}).text
    assert "this endorsement is what its issuer gave out" in page
    assert "Issued by Porto on 24 Nov 2026, as the endorsement itself says." in page
    assert "We take &lt;b&gt;these&lt;/b&gt; trainees." in page
    assert f'href="{BASE_URL}/endorsements/{endorsed.of_badge}"' in page
    forged = text.replace("these", "those")
    assert check(endorsed, forged)["credential"] is None
    page = client.post("/verify", data={"csrf_token": token, "text": forged}).text
    assert "1 of 4 checks failed: proof." in page
    assert "trainees" not in page
    assert "Porto" not in page
