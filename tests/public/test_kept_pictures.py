"""Pictures asked for lately are not made again, and never older than a minute."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from leap_dash.public import kept_pictures
from leap_dash.public.answers import etag_of
from leap_dash.public.kept_pictures import KEPT_FOR, MOST_BYTES, KeptPictures
from tests.public.conftest import Given
from tests.public.test_drawings import fetch, with_own_picture

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def refuse() -> bytes:
    raise AssertionError("it was made again")


def of(size: int, letter: bytes = b"x") -> Callable[[], bytes]:
    return lambda: letter * size


def test_what_was_asked_for_within_a_minute_is_not_made_again() -> None:
    kept = KeptPictures()
    first = kept.get("a", of(3), NOW)
    assert (first.data, first.etag) == (b"xxx", etag_of(b"xxx"))
    assert kept.get("a", refuse, NOW + KEPT_FOR - timedelta(seconds=1)) is first
    assert kept.get("a", of(3, b"y"), NOW + KEPT_FOR).data == b"yyy"
    assert kept.get("b", of(3, b"z"), NOW).data == b"zzz"


def test_the_oldest_go_before_they_take_too_much_memory() -> None:
    kept = KeptPictures()
    quarter = MOST_BYTES // 4
    for number in range(4):
        kept.get(number, of(quarter), NOW)
        kept.get(0, of(quarter), NOW + number * KEPT_FOR)  # made again: counted once
    kept.get(4, of(quarter), NOW)
    assert kept.get(1, of(1), NOW).data == b"x"
    assert kept.get(3, refuse, NOW).data == b"x" * quarter
    assert kept.get(5, of(MOST_BYTES + 1), NOW).data == b"x" * (MOST_BYTES + 1)
    assert kept.get(5, of(1), NOW).data == b"x"


def test_a_picture_that_the_issuer_changed_shows_within_a_minute(given: Given) -> None:
    for ending in ("png", "svg"):
        fetch(given, f"{given.path}.{ending}")
    with_own_picture(given)
    before = fetch(given, f"{given.path}.png").headers["ETag"]
    given.web.clock.goes_on(kept_pictures.KEPT_FOR)
    assert fetch(given, f"{given.path}.png").headers["ETag"] != before
    assert b"<image" in fetch(given, f"{given.path}.svg").data
