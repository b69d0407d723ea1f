"""A badge and what it stands for as SVG: the same badge, and nothing that a browser would run."""

import base64
import json

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from leap_dash.credentials.svg import unbake
from leap_dash.credentials.svg_reading import read_elements
from leap_dash.db import Achievement
from leap_dash.db.session import writing
from tests.credentials.test_baking import PLAIN
from tests.public.conftest import Given
from tests.public.test_verifying import failed, give_file, give_text


def fetch(given: Given, path: str, **headers: str) -> TestResponse:
    return given.web.browser().get(path, headers=headers)


def with_own_picture(given: Given) -> None:
    """Let the issuer have drawn the badge."""
    with writing(given.web.engine)() as session:
        session.execute(update(Achievement).values(image_png=PLAIN))
        session.commit()


def test_the_drawing_carries_the_signed_text_and_is_the_achievement_s_otherwise(
    given: Given,
) -> None:
    badge = fetch(given, f"{given.path}.svg")
    plain = fetch(given, f"/achievements/{given.achievement_id}.svg")
    assert badge.mimetype == plain.mimetype == "image/svg+xml"
    assert b"<svg" in badge.data[:256]
    assert unbake(badge.data) == fetch(given, f"{given.path}.json").text
    assert plain.data.split(b">", 1)[1] == badge.data.split(b"</openbadges:credential>", 1)[1]
    assert "Badge: Host" in plain.text


@pytest.mark.parametrize("kind", ["badge", "achievement"])
def test_a_browser_that_opens_the_drawing_runs_and_loads_nothing(given: Given, kind: str) -> None:
    path = {"badge": given.path, "achievement": f"/achievements/{given.achievement_id}"}[kind]
    for headers in ({}, {"If_None_Match": fetch(given, f"{path}.svg").headers["ETag"]}):
        answer = fetch(given, f"{path}.svg", **headers)
        policy = answer.headers["Content-Security-Policy"].split("; ")
        assert policy[:3] == ["sandbox", "default-src 'none'", "style-src 'unsafe-inline'"]
        assert policy[3:] == ["img-src data:"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_caches_keep_drawings_as_long_as_pictures(given: Given) -> None:
    for path in (given.path, f"/achievements/{given.achievement_id}"):
        svg, png = fetch(given, f"{path}.svg"), fetch(given, f"{path}.png")
        assert svg.headers["Cache-Control"] == png.headers["Cache-Control"], path
        etag, is_weak = svg.get_etag()
        assert etag
        assert not is_weak
        again = fetch(given, f"{path}.svg", If_None_Match=svg.headers["ETag"])
        assert (again.status_code, again.data) == (304, b"")


def test_an_own_picture_of_the_issuer_comes_inside_a_drawing(given: Given) -> None:
    with_own_picture(given)
    badge = fetch(given, f"{given.path}.svg")
    assert base64.b64encode(PLAIN) in badge.data
    assert badge.data.startswith(b'<svg xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"')
    assert b'viewBox="0 0 3 2"' in badge.data
    assert unbake(badge.data) == fetch(given, f"{given.path}.json").text
    assert len(read_elements(badge.data)) == 4  # svg, credential, title, image


def test_a_revoked_badge_still_has_its_drawing(given: Given) -> None:
    given.revoke("Awarded in error")
    answer = fetch(given, f"{given.path}.svg")
    assert answer.status_code == 200
    assert failed(give_file(given, answer.data, "badge.svg")) == ["status"]


@pytest.mark.parametrize("path", ["badges", "achievements"])
def test_an_unknown_drawing_is_404(given: Given, path: str) -> None:
    answer = fetch(given, f"/{path}/00000000-0000-4000-8000-000000000000.svg")
    assert answer.status_code == 404


def test_a_drawing_is_verified_as_file_as_text_as_link_and_as_raw_body(given: Given) -> None:
    drawing = fetch(given, f"{given.path}.svg")
    raw = given.web.browser().post(
        "/verify",
        data=drawing.data,
        content_type="image/svg+xml",
        headers={"Accept": "application/json"},
    )
    for answer in (
        give_file(given, drawing.data, "badge.svg"),
        give_text(given.web, drawing.text),
        give_text(given.web, f"http://localhost{given.path}.svg"),
        raw,
    ):
        assert answer.json
        assert answer.json["verdict"] == "valid", answer.json["checks"]
        assert answer.json["credential"] == json.loads(fetch(given, f"{given.path}.json").text)


def test_a_changed_drawing_names_the_failed_check(given: Given) -> None:
    svg = fetch(given, f"{given.path}.svg").data
    forged = svg.replace(b'"name":"Host"', b'"name":"Hest"')
    assert failed(give_file(given, forged, "badge.svg")) == ["proof"]
    assert failed(give_file(given, svg[:-9], "badge.svg")) == ["carrier"]
    plain = fetch(given, f"/achievements/{given.achievement_id}.svg").data
    assert failed(give_file(given, plain, "badge.svg")) == ["carrier"]


def test_the_page_of_the_badge_offers_the_drawing_and_the_form_takes_one(given: Given) -> None:
    assert f'href="http://localhost{given.path}.svg" download' in fetch(given, given.path).text
    assert ".svg" in fetch(given, "/verify").text
