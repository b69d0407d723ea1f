"""Badges as Open Badges 2.0 files: written, unbaked, baked again, checked."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.flows.conftest import Installation, installed
from tests.two_orgs import build
from tests.web import Web, make_web

BASE_URL = "https://badges.example.org"


@pytest.fixture
def web(database_url: str, tmp_path: Path) -> Iterator[Web]:
    """An installation long ago: the commands have a clock of their own."""
    web = make_web(database_url, tmp_path, BASE_URL=BASE_URL)
    web.clock.goes_on(timedelta(days=-400))
    yield web
    web.close()


@pytest.fixture
def award_id(web: Web) -> str:
    """A badge that was given out."""
    return str(build(web, "kestrel").ids["award_id"])


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Installation:
    """The same installation for the commands."""
    return installed(tmp_path, database_url)


def test_the_files_say_what_the_address_says(
    house: Installation, web: Web, award_id: str, tmp_path: Path
) -> None:
    png, document = tmp_path / "badge.png", tmp_path / "badge.json"
    svg = tmp_path / "badge.svg"
    house.run("badge", award_id, "--format", "ob2-png", "--out", png)
    house.run("badge", award_id, "--format", "ob2-svg", "--out", svg)
    house.run("badge", award_id, "--format", "ob2-json", "--out", document)
    answer = web.browser().get(f"/ob2/assertions/{award_id}.json")
    assert document.read_bytes() == answer.data
    assert png.read_bytes() == web.browser().get(f"/ob2/assertions/{award_id}.png").data
    assert json.loads(house.run("unbake", png).stdout) == answer.json
    again = tmp_path / "again.png"
    house.run("bake", png, document, "--out", again)
    assert again.read_bytes() == png.read_bytes()
    assert svg.read_bytes() == web.browser().get(f"/ob2/assertions/{award_id}.svg").data
    assert json.loads(house.run("unbake", svg).stdout) == answer.json
    house.run("badge", award_id, "--format", "svg", "--out", tmp_path / "new.svg")
    (tmp_path / "plain.svg").write_bytes(
        web.browser().get(f"/achievements/{answer.json['badge'][-41:-5]}.svg").data
    )
    house.run("bake", tmp_path / "plain.svg", document, "--out", tmp_path / "baked.svg")
    for image in (svg, tmp_path / "baked.svg", tmp_path / "new.svg"):
        assert house.json("verify", image)["verdict"] == "valid"


def test_files_and_links_are_checked_against_the_database(
    house: Installation, award_id: str, tmp_path: Path
) -> None:
    document = tmp_path / "badge.json"
    house.run("badge", award_id, "--format", "ob2-json", "--out", document)
    link = f"{BASE_URL}/ob2/assertions/{award_id}.json"
    for source in (document, link):
        report = house.json("verify", source)
        assert report["verdict"] == "valid"
        assert report["credential"] == json.loads(document.read_text())
    document.write_text(document.read_text().replace("/ob2/badges/", "/ob2/badges/0"))
    report = house.json("verify", document, code=1)
    assert [each["name"] for each in report["checks"] if each["result"] == "fail"] == ["copy"]
    elsewhere = {"LEAP_DASH_DATA_DIR": str(tmp_path / "none"), "LEAP_DASH_DATABASE_URL": ""}
    assert house.json("verify", document, code=1, **elsewhere)["verdict"] == "unknown"
