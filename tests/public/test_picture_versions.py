"""A badge that was given looks for ever as it did: as its signature says."""

import io
import json
from dataclasses import asdict
from urllib.parse import urlsplit

from PIL import Image
from sqlalchemy import select

from leap_dash.credentials.art.design import template
from leap_dash.credentials.baking import unbake
from leap_dash.credentials.png import read_chunks
from leap_dash.db import Achievement, Cohort, Org
from leap_dash.db.session import writing
from leap_dash.domain.access import OPERATOR
from leap_dash.public import kept_pictures
from leap_dash.services.badge_pictures import use_design, use_first_picture, use_own_picture
from tests import factories
from tests.factories import NOW
from tests.public.conftest import Given
from tests.web import BASE_URL, issue

DESIGN = asdict(template("ict", "Reception"))
ALT = "A grey hexagon – „Reception“."


def fetch(given: Given, address: str) -> bytes:
    answer = given.web.browser().get(address.removeprefix(BASE_URL))
    assert answer.status_code == 200, address
    data: bytes = answer.data
    return data


def design(given: Given, **changes: str) -> None:
    with writing(given.web.engine)() as session:
        use_design(session, OPERATOR, given.achievement_id, DESIGN | changes, ALT, now=NOW)
        session.commit()
    given.web.clock.goes_on(kept_pictures.KEPT_FOR)


def named_image(given: Given, path: str) -> dict[str, str]:
    """What the signed text says of the picture."""
    credential = json.loads(fetch(given, f"{path}.json"))
    image: dict[str, str] = credential["credentialSubject"]["achievement"]["image"]
    return image


def pixels(png: bytes) -> bytes:
    return Image.open(io.BytesIO(png), formats=["PNG"]).convert("RGBA").tobytes()


def another_award(given: Given) -> str:
    """The path of a badge that is given out now."""
    with writing(given.web.engine)() as session:
        badge = session.get_one(Achievement, given.achievement_id)
        learner = factories.learner(session, session.get_one(Org, badge.org_id), "later")
        cohort = session.scalars(select(Cohort.id)).first()
        session.commit()
        assert cohort
        return f"/badges/{issue(given.web, badge, learner, cohort)}"


def test_a_new_picture_leaves_given_badges_as_they_were(given: Given) -> None:
    forms = [f"{given.path}.png", f"{given.path}.svg"]
    ob2 = given.path.replace("/badges/", "/ob2/assertions/")
    forms += [f"{ob2}.png", f"{ob2}.svg"]
    before = [fetch(given, form) for form in forms]
    plain = fetch(given, f"/achievements/{given.achievement_id}.png")
    design(given)
    assert fetch(given, f"/achievements/{given.achievement_id}.png") != plain
    assert [fetch(given, form) for form in forms] == before


def test_a_badge_given_later_has_the_new_picture_and_says_what_it_shows(given: Given) -> None:
    design(given)
    later = another_award(given)
    old, new = named_image(given, given.path), named_image(given, later)
    assert old == {
        "id": f"{BASE_URL}/achievements/{given.achievement_id}/pictures/1.png",
        "type": "Image",
    }
    assert new == {
        "id": f"{BASE_URL}/achievements/{given.achievement_id}/pictures/2.png",
        "type": "Image",
        "caption": ALT,
    }
    for path, image in ((given.path, old), (later, new)):
        baked = fetch(given, f"{path}.png")
        assert pixels(baked) == pixels(fetch(given, image["id"]))
        assert unbake(baked) == fetch(given, f"{path}.json").decode()


def test_the_address_of_a_picture_shows_the_same_for_ever_as_png_and_svg(given: Given) -> None:
    stem = f"/achievements/{given.achievement_id}/pictures"
    first = [fetch(given, f"{stem}/1.{form}") for form in ("png", "svg")]
    design(given)
    second = [fetch(given, f"{stem}/2.{form}") for form in ("png", "svg")]
    with writing(given.web.engine)() as session:
        use_first_picture(session, OPERATOR, given.achievement_id, now=NOW)
        session.commit()
    assert [fetch(given, f"{stem}/1.{form}") for form in ("png", "svg")] == first
    assert [fetch(given, f"{stem}/2.{form}") for form in ("png", "svg")] == second
    assert first[0] != second[0]
    beyond = [f"{stem}/{number}.{form}" for number in (2**31, 2**64) for form in ("png", "svg")]
    for unknown in (
        f"{stem}/0.png",
        f"{stem}/4.png",
        f"{stem}/4.svg",
        f"{stem}/1.png?size=63",
        *beyond,
    ):
        assert given.web.browser().get(unknown).status_code == 404


def test_pages_show_the_picture_of_the_badge_with_its_words(given: Given) -> None:
    design(given)
    later = another_award(given)
    page = given.web.browser().get(later).text
    assert f'alt="{ALT}"' in page
    about = given.web.browser().get(f"/achievements/{given.achievement_id}").text
    assert "/pictures/2.png" in about
    assert f'alt="{ALT}"' in about
    embedded = given.web.browser().get(f"{given.path}/embed").text
    assert "/pictures/1.png?size=64" in embedded


def test_an_own_picture_is_sent_to_lists_in_their_size(given: Given) -> None:
    target = io.BytesIO()
    Image.new("RGB", (800, 800), "teal").save(target, "JPEG")
    with writing(given.web.engine)() as session:
        use_own_picture(session, OPERATOR, given.achievement_id, target.getvalue(), ALT, now=NOW)
        session.commit()
    stem = f"/achievements/{given.achievement_id}/pictures/2.png"
    assert Image.open(io.BytesIO(fetch(given, f"{stem}?size=64"))).size == (64, 64)
    whole = fetch(given, stem)
    assert Image.open(io.BytesIO(whole)).size == (800, 800)
    assert [chunk.type for chunk in read_chunks(whole)][-1] == b"IEND"
    assert urlsplit(stem).path in fetch(given, f"/achievements/{given.achievement_id}").decode()
