"""A badge's public addresses, signed out."""

import io
import json
from datetime import timedelta

import pytest
from PIL import Image

from leap_dash.credentials import jwt
from leap_dash.credentials.baking import unbake
from tests.public.conftest import SECRET_NAME, Given


def test_the_page_says_what_the_badge_stands_for_and_one_verdict_per_check(given: Given) -> None:
    page = given.web.browser().get(given.path)
    assert page.status_code == 200
    for words in ("Host", "About host.", "What it takes to be host.", "Tralee", "Valid"):
        assert words in page.text
    for check in ("contexts", "schema", "proof", "issuer key", "validity period", "status"):
        assert f"{check.capitalize()}<span" in page.text
    assert page.text.count("is-pass") == 8


def test_no_public_address_tells_who_holds_the_badge(given: Given) -> None:
    client = given.web.browser()
    for path in (
        given.path,
        f"{given.path}/embed",
        f"{given.path}.json",
        f"/achievements/{given.achievement_id}",
        "/issuers/tralee",
        "/issuers/tralee.json",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        for part in (*SECRET_NAME.split(), "quill.example.org", "1001"):
            assert part not in answer.text, path


def test_what_met_the_rule_is_read_by_all_once_the_learner_shows_it(given: Given) -> None:
    client = given.web.browser()
    assert "What met it" not in client.get(given.path).text
    given.share_why()
    page = client.get(given.path).text
    assert "What met it" in page
    assert "(needed: 40 %)" in page
    assert SECRET_NAME.split()[1] not in page
    assert "needed" not in client.get(f"{given.path}/embed").text
    given.revoke("A mistake.")
    assert "What met it" not in client.get(given.path).text


def test_the_json_is_the_signed_text_and_the_image_carries_the_same(given: Given) -> None:
    client = given.web.browser()
    document, image = client.get(f"{given.path}.json"), client.get(f"{given.path}.png")
    assert document.mimetype == "application/vc"
    assert json.loads(document.text)["id"] == f"http://localhost{given.path}"
    assert image.mimetype == "image/png"
    assert unbake(image.data) == document.text


def test_the_token_says_what_the_json_says_and_stays_the_same(given: Given) -> None:
    client = given.web.browser()
    answer = client.get(f"{given.path}.jwt")
    assert answer.status_code == 200
    assert answer.content_type == "application/vc+jwt"
    token = jwt.read(answer.data)
    document = json.loads(client.get(f"{given.path}.json").text)
    listed = json.loads(client.get("/issuers/tralee/did.json").text)["assertionMethod"]
    assert token.header["kid"] in listed
    assert {**token.document, "proof": document["proof"]} == document
    given.web.keys.rotate("tralee", "rsa")
    given.revoke("Awarded in error")
    again = client.get(f"{given.path}.jwt")
    assert (again.data, again.headers["ETag"]) == (answer.data, answer.headers["ETag"])


def test_a_revoked_badge_still_answers_and_says_so(given: Given) -> None:
    given.revoke("Awarded in error")
    client = given.web.browser()
    page = client.get(given.path)
    assert page.status_code == 200
    assert "Revoked" in page.text
    assert "Taken back on 24 Nov 2026: Awarded in error" in page.text
    assert client.get(f"{given.path}.json").status_code == 200
    assert client.get(f"{given.path}.png").status_code == 200
    assert "revoked" in client.get(f"{given.path}/embed").text


def test_a_suspended_badge_says_so_until_it_is_reinstated(given: Given) -> None:
    client = given.web.browser()
    given.suspend("A complaint is being looked into")
    page = client.get(given.path)
    assert page.status_code == 200
    assert "Suspended since 24 Nov 2026: A complaint is being looked into" in page.text
    given.reinstate()
    assert "complaint" not in client.get(given.path).text


def test_an_expired_badge_still_answers_and_says_so(given: Given) -> None:
    given.web.clock.goes_on(timedelta(days=400))
    page = given.web.browser().get(given.path)
    assert page.status_code == 200
    assert "It was good until 24 Nov 2027." in page.text


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/badges/00000000-0000-4000-8000-000000000000.json", "application/problem+json"),
        ("/badges/not-a-uuid.json", "application/problem+json"),
        ("/badges/00000000-0000-4000-8000-000000000000.jwt", "text/plain; charset=utf-8"),
        ("/badges/not-a-uuid.jwt", "text/plain; charset=utf-8"),
        ("/status/tralee/revocation/7", "application/problem+json"),
        (f"/status/tralee/revocation/{2**64}", "application/problem+json"),
        (f"/status/tralee/suspension/{2**31}.jwt", "text/plain; charset=utf-8"),
        ("/status/tralee/refresh/1", "application/problem+json"),
        ("/issuers/nobody/did.json", "application/problem+json"),
        ("/badges/00000000-0000-4000-8000-000000000000", "text/html; charset=utf-8"),
        ("/badges/00000000-0000-4000-8000-000000000000.png", "text/html; charset=utf-8"),
        ("/achievements/00000000-0000-4000-8000-000000000000", "text/html; charset=utf-8"),
        ("/issuers/nobody", "text/html; charset=utf-8"),
        ("/nothing/here", "text/html; charset=utf-8"),
    ],
)
def test_unknown_is_404_in_the_form_that_was_asked_for(
    given: Given, path: str, content_type: str
) -> None:
    answer = given.web.browser().get(path)
    assert (answer.status_code, answer.content_type) == (404, content_type)


def test_a_machine_that_asks_for_json_gets_its_404_as_json(given: Given) -> None:
    answer = given.web.browser().get("/nothing", headers={"Accept": "application/json"})
    assert answer.content_type == "application/problem+json"
    assert json.loads(answer.text)["status"] == 404


def test_caches_keep_what_cannot_change_and_ask_again_for_the_rest(given: Given) -> None:
    client = given.web.browser()
    lifetimes = {
        f"{given.path}.png": 31_536_000,
        f"{given.path}.json": 86_400,
        f"{given.path}.jwt": 86_400,
        given.path: 60,
        "/status/tralee/revocation/1": 60,
        "/status/tralee/suspension/1": 60,
        "/issuers/tralee/did.json": 300,
    }
    for path, seconds in lifetimes.items():
        first = client.get(path)
        assert first.cache_control.public, path
        assert first.cache_control.max_age == seconds, path
        assert "Cookie" not in first.headers.get("Vary", ""), path
        assert "Set-Cookie" not in first.headers, path
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), path
        packed = client.get(path, headers={"Accept-Encoding": "br"})
        again = client.get(
            path, headers={"If-None-Match": packed.headers["ETag"], "Accept-Encoding": "br"}
        )
        assert again.status_code == 304, path
        head = client.head(path)
        assert (head.status_code, head.data) == (200, b""), path
        assert head.headers["ETag"] == first.headers["ETag"], path


def test_the_status_list_names_the_revoked_badge_and_only_then_changes(given: Given) -> None:
    client = given.web.browser()
    path = json.loads(client.get(f"{given.path}.json").text)["credentialStatus"][
        "statusListCredential"
    ]
    before = client.get(path)
    assert client.get(path).headers["ETag"] == before.headers["ETag"]
    given.web.clock.goes_on(timedelta(hours=1))
    given.revoke("Awarded in error")
    after = client.get(path)
    assert after.headers["ETag"] != before.headers["ETag"]
    lists = [json.loads(a.text)["credentialSubject"]["encodedList"] for a in (before, after)]
    assert lists[0] != lists[1]


@pytest.mark.parametrize("size", [64, 96, 128, 256, 512])
def test_a_list_asks_for_a_picture_of_its_own_size(given: Given, size: int) -> None:
    address = f"/achievements/{given.achievement_id}.png?size={size}"
    answer = given.web.browser().get(address)
    assert answer.status_code == 200
    assert Image.open(io.BytesIO(answer.data)).size == (size, size)


@pytest.mark.parametrize("size", ["63", "4096", "-64", "", "large", "064", "64.0", "%2064"])
def test_no_picture_of_any_other_size_is_drawn(given: Given, size: str) -> None:
    address = f"/achievements/{given.achievement_id}.png?size={size}"
    assert given.web.browser().get(address).status_code == 404
