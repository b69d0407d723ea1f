"""`/verify` where the visitor wants the issuer's server to be asked too."""

import io
import json
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import event
from werkzeug.test import TestResponse

from leap_dash.credentials import multikey
from leap_dash.credentials.baking import OB2_KEYWORD, bake
from leap_dash.credentials.compose import serialise
from leap_dash.credentials.keys import Ed25519Signer
from leap_dash.credentials.proof import add_proof
from leap_dash.public.asking_limit import PER_ADDRESS, WINDOW
from tests.credentials.conftest import png as png  # noqa: PLC0414  the fixture of the same name
from tests.credentials.issuing import AWARDED, KEY, PUBLIC, SIGNED
from tests.credentials.ob2 import test_signed as signed_2
from tests.credentials.online.foreign import ACHIEVEMENT_PATH, DID_PATH, HOST, LIST_PATH, pages
from tests.credentials.online.servers import SmallInternet, plain, site
from tests.public.conftest import Given
from tests.web import Web, csrf_token, make_web

MACHINE = {"Accept": "application/json"}
LINK = f"https://{HOST}/badges/1.json"


@dataclass(frozen=True, slots=True)
class Asking:
    """An installation, and an internet with one issuer in it."""

    web: Web
    internet: SmallInternet

    def ask(self, text: str = SIGNED, **form: str) -> TestResponse:
        """Paste a badge or a link as a machine does."""
        return self.web.browser().post("/verify", data={"text": text, **form}, headers=MACHINE)


@pytest.fixture
def asking(database_url: str, tmp_path: Path) -> Iterator[Asking]:
    """The app, with an internet of its own; the test runs on each kind of database."""
    internet = SmallInternet()
    web = make_web(database_url, tmp_path, internet=internet)
    yield Asking(web, internet)
    web.close()


def verdict(answer: TestResponse) -> str:
    """The verdict that a machine is given."""
    assert answer.status_code == 200, answer.text
    assert answer.json
    return str(answer.json["verdict"])


def test_nobody_is_asked_unless_the_visitor_wants_it(asking: Asking) -> None:
    for form in ({}, {"online": ""}, {"online": "0"}, {"online": "off"}):
        assert verdict(asking.ask(**form)) == "unknown"
        assert verdict(asking.ask(LINK, **form)) == "unknown"
    assert asking.internet.looked_up == []


def test_a_badge_from_elsewhere_is_valid_in_every_form_once_its_issuer_was_asked(
    asking: Asking, png: bytes
) -> None:
    image = bake(png, SIGNED)
    served = {**pages(), "/badges/1.json": plain(SIGNED.encode(), "application/vc")}
    client = asking.web.browser()
    with asking.internet.server(HOST, site(served)) as seen:
        answers = [
            asking.ask(online="on"),
            asking.ask(f" {LINK} ", online="1"),
            client.post(
                "/verify",
                data={"file": (io.BytesIO(image), "a.png"), "online": "true"},
                headers=MACHINE,
            ),
            client.post(
                "/verify?online=1",
                data=SIGNED,
                content_type="application/vc",
                headers=MACHINE,
            ),
        ]
    for answer in answers:
        assert verdict(answer) == "valid", answer.text
        assert answer.json
        assert answer.json["credential"] == json.loads(SIGNED)
        assert answer.json["checks"][-1]["detail"] == f"Asked {HOST}."
    assert seen.paths[:3] == [DID_PATH, LIST_PATH, ACHIEVEMENT_PATH]


def test_people_are_told_who_would_be_asked_and_ask_with_one_click(
    asking: Asking, png: bytes
) -> None:
    client = asking.web.browser()
    token = csrf_token(client)
    for given in (SIGNED.encode(), bake(png, SIGNED)):
        form = {"csrf_token": token, "file": (io.BytesIO(given), "badge")}
        page = client.post("/verify", data=form)
        assert "Cannot be told" in page.text
        assert f"Ask {HOST}</button>" in page.text
        (question,) = re.findall(r'<form[^>]*id="ask">.*?</form>', page.text, re.DOTALL)
        fields = re.findall(r'name="(\w+)" value="([^"]*)"', question)
        with asking.internet.server(HOST, site(pages())):
            asked = client.post("/verify", data={name: unescape(text) for name, text in fields})
        assert "Every check passed" in asked.text, asked.text
        assert "Issued by Riverside Training on 3 May 2026" in asked.text
        assert 'id="ask"' not in asked.text


def test_the_box_is_there_and_not_ticked(asking: Asking) -> None:
    (box,) = re.findall(r'<input[^>]*name="online"[^>]*>', asking.web.browser().get("/verify").text)
    assert 'type="checkbox"' in box
    assert "checked" not in box


def test_what_cannot_be_fetched_is_unknown_and_said_in_words(asking: Asking) -> None:
    asking.internet.names[HOST] = [["10.0.0.1"]]
    for answer in (asking.ask(online="on"), asking.ask(LINK, online="on")):
        assert verdict(answer) == "unknown"
        assert f"{HOST} leads to a private address, which is not fetched" in answer.text
    metadata = asking.ask("http://169.254.169.254/latest/meta-data", online="on")
    assert verdict(metadata) == "unknown"
    assert asking.internet.dialled == []


def test_no_connection_to_the_database_is_held_while_others_are_asked(asking: Asking) -> None:
    engine = asking.web.app.extensions["leap_dash"].engine
    out: list[int] = [0]
    held: list[int] = []
    event.listen(engine, "checkout", lambda *_: out.append(out[-1] + 1))
    event.listen(engine, "checkin", lambda *_: out.append(out[-1] - 1))
    publish = site({**pages(), "/badges/1.json": plain(SIGNED.encode())})

    def reply(connection: ssl.SSLSocket, path: str) -> None:
        held.append(out[-1])
        publish(connection, path)

    with asking.internet.server(HOST, reply):
        assert verdict(asking.ask(LINK, online="on")) == "valid"
    assert held == [0, 0, 0, 0]
    assert max(out) == 1


def test_one_address_asks_six_times_a_minute_and_no_other_one_waits_for_that(
    asking: Asking,
) -> None:
    for _ in range(PER_ADDRESS):
        assert verdict(asking.ask(online="on")) == "unknown"
    refused = asking.ask(online="on")
    assert (refused.status_code, refused.content_type) == (429, "application/problem+json")
    assert "try again in a minute" in refused.text
    client = asking.web.browser()
    form = {"csrf_token": csrf_token(client), "text": SIGNED, "online": "on"}
    page = client.post("/verify", data=form)
    assert page.status_code == 429
    assert "try again in a minute" in page.text
    # Neither those who ask nobody, nor other addresses, nor the next minute are affected.
    assert verdict(asking.ask()) == "unknown"
    other = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.post("/verify", data=form, environ_overrides=other).status_code == 200
    asking.web.clock.goes_on(WINDOW + timedelta(seconds=1))
    assert verdict(asking.ask(online="on")) == "unknown"


def test_one_of_ours_is_valid_without_anybody_being_asked(given: Given) -> None:
    for path in (given.path, f"{given.path}.json"):
        answer = given.web.browser().post(
            "/verify", data={"text": f"http://localhost{path}", "online": "on"}, headers=MACHINE
        )
        assert verdict(answer) == "valid"
        assert "issuer's server" not in answer.text


def test_a_badge_of_ours_that_someone_signs_again_with_a_key_of_their_own_is_not_valid(
    given: Given,
) -> None:
    client = given.web.browser()
    document = json.loads(client.get(f"{given.path}.json").text)
    del document["proof"]
    did = f"did:key:{multikey.encode(PUBLIC)}"
    document["issuer"]["id"] = did
    signer = Ed25519Signer(KEY, f"{did}#{multikey.encode(PUBLIC)}")
    forged = serialise(add_proof(document, signer, AWARDED))
    answer = client.post("/verify", data={"text": forged}, headers=MACHINE)
    assert verdict(answer) == "unknown"


def test_a_signed_badge_of_the_older_version_is_valid_once_its_issuer_was_asked(
    asking: Asking, png: bytes
) -> None:
    token = signed_2.signed("ES256")
    client = asking.web.browser()
    served = {
        address.removeprefix(signed_2.BASE): plain(json.dumps(each).encode())
        for address, each in signed_2.published("ES256").items()
    }
    form = {
        "csrf_token": csrf_token(client),
        "file": (io.BytesIO(bake(png, token, OB2_KEYWORD)), "badge.png"),
    }
    page = client.post("/verify", data=form)
    assert "Cannot be told" in page.text
    assert "Shift leader" not in page.text
    (question,) = re.findall(r'<form[^>]*id="ask">.*?</form>', page.text, re.DOTALL)
    fields = {
        name: unescape(text) for name, text in re.findall(r'name="(\w+)" value="([^"]*)"', question)
    }
    assert asking.internet.looked_up == []
    with asking.internet.server(signed_2.HOST, site(served)):
        page = client.post("/verify", data=fields)
        assert "Every check passed" in page.text, page.text
        assert "It is the badge “Shift leader” of Signing School." in page.text
        assert verdict(asking.ask(token, online="on")) == "valid"


def test_a_signed_badge_that_names_our_addresses_is_refused_without_asking_ourselves(
    asking: Asking,
) -> None:
    for name in (signed_2.KEY_ID, signed_2.CLASS_ID):
        ours = name.replace(signed_2.BASE, asking.web.settings.base_url)
        payload = json.loads(json.dumps(signed_2.PAYLOAD).replace(name, ours))
        answer = asking.ask(signed_2.forged({"alg": "RS256"}, payload), online="on")
        assert answer.json
        if name == signed_2.CLASS_ID:
            assert verdict(answer) == "invalid"
        assert answer.json["credential"] is None
    assert not any("localhost" in host for host in asking.internet.looked_up)
