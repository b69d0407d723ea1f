"""`/verify`, for people with the form and for machines."""

import io
import json

import pytest
from werkzeug.test import TestResponse

from leap_dash.credentials import base64url
from leap_dash.credentials.baking import bake
from tests.public.conftest import Given
from tests.web import Web, csrf_token

MACHINE = {"Accept": "application/json"}


def give_file(given: Given, data: bytes, name: str = "badge.png") -> TestResponse:
    """Drop a file as a machine does."""
    return given.web.browser().post(
        "/verify", data={"file": (io.BytesIO(data), name)}, headers=MACHINE
    )


def give_text(web: Web, text: str) -> TestResponse:
    """Paste a text or a link as a machine does."""
    return web.browser().post("/verify", data={"text": text}, headers=MACHINE)


def fetch(given: Given, ending: str) -> bytes:
    """The badge's public data."""
    data: bytes = given.web.browser().get(given.path + ending).data
    return data


def failed(answer: TestResponse) -> list[str]:
    """The names of the checks that failed."""
    assert answer.status_code == 200
    assert answer.json
    return [check["name"] for check in answer.json["checks"] if check["result"] == "fail"]


def test_an_image_a_text_a_link_and_a_raw_body_get_the_same_verdict(given: Given) -> None:
    credential = fetch(given, ".json")
    link = f"http://localhost{given.path}"
    raw = given.web.browser().post(
        "/verify", data=credential, content_type="application/vc", headers=MACHINE
    )
    answers = [
        give_file(given, fetch(given, ".png")),
        give_text(given.web, credential.decode()),
        *(give_text(given.web, link + ending) for ending in ("", ".json", ".png", "/embed")),
        raw,
    ]
    for answer in answers:
        assert answer.json
        assert answer.json["verdict"] == "valid", answer.json["checks"]
        assert answer.json["credential"] == json.loads(credential)


def test_a_token_gets_the_same_verdict_as_text_file_body_and_image(given: Given) -> None:
    token = fetch(given, ".jwt")
    document = json.loads(fetch(given, ".json"))
    del document["proof"]
    answers = [
        give_text(given.web, f"{token.decode()}\n"),
        give_file(given, token, "badge.jwt"),
        give_file(given, bake(fetch(given, ".png"), token.decode())),
        given.web.browser().post(
            "/verify", data=token, content_type="application/vc+jwt", headers=MACHINE
        ),
        give_text(given.web, f"http://localhost{given.path}.jwt"),
    ]
    for answer in answers:
        assert answer.json
        assert answer.json["verdict"] == "valid", answer.json["checks"]
        assert answer.json["credential"]["id"] == document["id"]
    assert answers[0].json
    assert answers[0].json["credential"] == document
    given.web.keys.rotate("tralee", "rsa")
    again = give_text(given.web, token.decode())
    assert again.json
    assert again.json["verdict"] == "valid"  # a retired key verifies what it signed


def test_a_changed_token_names_the_failed_check(given: Given) -> None:
    header, payload, signature = fetch(given, ".jwt").decode().split(".")
    body = base64url.decode(payload).replace(b'"name":"Host"', b'"name":"Hest"')
    answer = give_text(given.web, f"{header}.{base64url.encode(body)}.{signature}")
    assert failed(answer) == ["proof"]
    assert answer.json
    assert answer.json["credential"] is None
    assert "Hest" not in answer.text


def test_a_changed_byte_names_the_failed_check(given: Given) -> None:
    forged = fetch(given, ".json").replace(b'"name":"Host"', b'"name":"Hest"')
    answer = give_text(given.web, forged.decode())
    assert failed(answer) == ["proof"]
    assert answer.json
    assert (answer.json["verdict"], answer.json["credential"]) == ("invalid", None)


def test_a_changed_byte_of_the_image_names_the_failed_check(given: Given) -> None:
    png = bytearray(fetch(given, ".png"))
    png[png.index(b"Host")] ^= 1
    assert failed(give_file(given, bytes(png))) == ["carrier"]


def test_revoked_says_so_with_the_reason(given: Given) -> None:
    given.revoke("Awarded in error")
    answer = give_file(given, fetch(given, ".png"))
    assert failed(answer) == ["status"]
    assert "Revoked on 24 November 2026: Awarded in error" in answer.text


def test_the_recipient_is_confirmed_or_not(given: Given) -> None:
    credential = fetch(given, ".json").decode()
    for email, result in (("Philomena@Quill.example.org", "pass"), ("eve@example.org", "fail")):
        answer = given.web.browser().post(
            "/verify", data={"text": credential, "recipient": email}, headers=MACHINE
        )
        assert answer.json
        assert answer.json["checks"][-1]["name"] == "recipient"
        assert answer.json["checks"][-1]["result"] == result


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/badges/1",
        "http://localhost@elsewhere.example/badges/1",
        "http://169.254.169.254/latest/meta-data",
        "http://localhost/issuers/tralee",
        "http://localhost:80/badges/00000000-0000-4000-8000-000000000000",
    ],
)
def test_a_link_to_another_place_is_not_followed_and_never_valid(web: Web, link: str) -> None:
    answer = give_text(web, link)
    assert answer.json
    assert answer.json["verdict"] == "unknown"
    assert "give the file instead" in answer.text


def test_an_address_of_ours_without_a_badge_fails(web: Web) -> None:
    answer = give_text(web, "http://localhost/badges/00000000-0000-4000-8000-000000000000")
    assert failed(answer) == ["address"]


def test_people_see_the_verdict_and_every_check(given: Given) -> None:
    client = given.web.browser()
    form = {"csrf_token": csrf_token(client), "file": (io.BytesIO(fetch(given, ".png")), "a.png")}
    page = client.post("/verify", data=form)
    assert page.status_code == 200
    assert "Valid" in page.text
    assert "Issued by Tralee on 24 Nov 2026" in page.text
    assert f'href="http://localhost{given.path}"' in page.text
    assert page.text.count("is-pass") == 9


def test_people_need_the_token_of_the_form(given: Given) -> None:
    answer = given.web.browser().post("/verify", data={"text": "{}"})
    assert answer.status_code == 403
    assert "Please try again" in answer.text
    assert "csrf_token" in answer.text


def test_nothing_given_and_too_much_given_are_told_what_to_do(given: Given) -> None:
    client = given.web.browser()
    token = csrf_token(client)
    nothing = client.post("/verify", data={"csrf_token": token})
    assert nothing.status_code == 400
    assert "choose a file" in nothing.text
    machine = client.post("/verify", headers=MACHINE)
    assert (machine.status_code, machine.content_type) == (400, "application/problem+json")
    large = client.post(
        "/verify", content_type="image/png", content_length=13 * 1024 * 1024, headers=MACHINE
    )
    assert (large.status_code, large.content_type) == (413, "application/problem+json")


@pytest.mark.parametrize(
    "rubbish",
    ["", "no badge", "{}", "[" * 100_000, "\ud800", "\x00", '{"a":1,"a":2}', "9" * 5000],
)
def test_rubbish_gets_an_answer_too(web: Web, rubbish: str) -> None:
    data = rubbish.encode("utf-8", "surrogatepass") or b" "
    answer = web.browser().post(
        "/verify", data=data, content_type="application/json", headers=MACHINE
    )
    assert failed(answer)
