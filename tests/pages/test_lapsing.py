"""The page of what lapses: its sentence, its months, its list; and how long a badge is good."""

from datetime import timedelta
from typing import Any

import pytest
from dash import html
from sqlalchemy import select

from leap_dash.db import Achievement, Award, Learner
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import Role
from leap_dash.domain.errors import NotFoundError
from leap_dash.jobs import decide
from leap_dash.pages import badge_validity, lapsing
from leap_dash.queries.lapsing import LapsingFilter, lapsing_counts
from tests import factories as make
from tests.factories import NOW
from tests.pages.house import House, every, words


def give(house: House, days: int, who: int = 9) -> None:
    """An award to a learner that ends in so many days."""
    with writing(house.web.engine)() as session:
        badge = session.get_one(Achievement, house.achievement_id)
        learner = session.get_one(Learner, house.learner_ids[who])
        make.award(
            session,
            badge,
            learner,
            cohort_id=house.cohort_id,
            valid_until=NOW + timedelta(days=days),
        )
        session.commit()


def links(content: object) -> list[Any]:
    """Every link in it."""
    return list(every(content, html.A))


def shown(house: House, when: str = "all", **given: object) -> tuple[Any, ...]:
    """The page as an instructor sees it."""
    chosen: dict[str, Any] = {"badge": "all", "cohort": "all", "followed": "all", "page": 1} | given
    return lapsing.show(house.as_(Role.INSTRUCTOR), when, **chosen)


def test_the_sentence_says_how_many_lapse_when(house: House) -> None:
    assert shown(house)[0] == (
        "No badge lapses in the coming 12 months; 0 have lapsed and not been renewed."
    )
    give(house, 40, 9)
    give(house, 40, 8)
    give(house, 200, 7)
    give(house, -3, 6)
    month = (NOW + timedelta(days=40)).date()
    answer, calendar, listed = shown(house)
    assert answer == (
        f"2 badges lapse in {month:%B %Y}, 3 in the coming 12 months; "
        "1 has lapsed and not been renewed."
    )
    months = {link.children[0].children: link for link in links(calendar)}
    assert months["Lapsed"].href == "#when=lapsed"
    assert months[f"{month:%b %Y}"].href == f"#when={month:%Y-%m}"
    assert months[f"{month:%b %Y}"].children[1].children == "2"
    assert "Learner With 100" in words(listed)
    answer, _, listed = shown(house, "lapsed")
    assert answer == "1 badge has lapsed, not renewed."
    assert "Learner With 70" in words(listed)
    assert shown(house, f"{month:%Y-%m}")[0] == f"2 badges lapse in {month:%B %Y}."


@pytest.mark.parametrize("when", ["9999-12", "0000-01", "2026-13", "soon", ""])
def test_what_is_no_month_shows_all_of_them(house: House, when: str) -> None:
    give(house, 40)
    assert shown(house, when)[0] == shown(house)[0]


def test_the_first_and_last_months_there_are_hold_no_badge(house: House) -> None:
    for when in ("0001-01", "9999-11"):
        assert "No badge of this choice lapses then." in words(shown(house, when)[2])


def test_a_month_pressed_keeps_the_filters_and_pressed_again_lets_go(house: House) -> None:
    give(house, 40)
    value = f"{NOW + timedelta(days=40):%Y-%m}"
    badge = str(house.achievement_id)
    link = next(a for a in links(shown(house, badge=badge)[1]) if value in a.href)
    assert link.href == f"#badge={badge}&when={value}"
    pressed = links(shown(house, value, badge=badge)[1])
    current = [a for a in pressed if getattr(a, "aria-current", None)]
    assert [a.href for a in current] == [f"#badge={badge}"]


def test_an_empty_list_says_what_to_do(house: House) -> None:
    assert "How long it is good" in words(shown(house)[2])


def save(house: House, months: str, remind: str, role: Role = Role.INSTRUCTOR) -> tuple[Any, ...]:
    """Press Save on the page of how long the badge is good."""
    ctx = house.as_(role)
    return badge_validity.save(ctx, 1, str(house.achievement_id), months, remind)


def badge_of(house: House) -> Achievement:
    """The badge as it is stored."""
    with reading(house.web.engine)() as session:
        return session.get_one(Achievement, house.achievement_id)


def test_how_long_a_badge_is_good_is_kept_and_said(house: House) -> None:
    answer, _, *wrong = save(house, "24", "14, 60")
    assert answer == (
        "A badge given from now on is good for 24 months; "
        "its holder is reminded 60 and 14 days before."
    )
    assert wrong == ["", ""]
    assert (badge_of(house).expires_months, badge_of(house).remind_days) == (24, [60, 14])
    page = words(
        badge_validity.layout(house.as_(Role.INSTRUCTOR), achievement_id=badge_of(house).id)
    )
    assert answer in page
    assert "By the badge's own rule" in page
    assert save(house, "", "")[0] == "A badge given from now on is good for good."
    assert badge_of(house).expires_months is None


def test_what_cannot_be_a_length_is_said_at_its_field(house: House) -> None:
    assert save(house, "two", "")[2] == "Is out of range; expected whole months, 1 to 1,200."
    assert save(house, "0", "")[2].startswith("Is out of range")
    assert save(house, "24", "60, 800")[3].startswith("Is out of range")
    assert save(house, "", "60")[3].startswith("Has no end to remind of")
    assert save(house, "24", "1 2 3 4 5 6")[3] == "Are too many; expected at most 5."
    assert badge_of(house).expires_months is None


def test_a_badge_of_another_org_cannot_be_changed(house: House) -> None:
    with pytest.raises(NotFoundError):
        badge_validity.save(house.seen_by(house.stranger), 1, str(house.achievement_id), "24", "")
    with pytest.raises(NotFoundError):
        save(house, "24", "", Role.MODERATOR)


def test_a_badge_signed_after_it_has_the_end_and_lapses_in_the_calendar(house: House) -> None:
    save(house, "2", "")
    ctx = house.as_(Role.INSTRUCTOR)
    with ctx.writing() as (session, scope):
        decide(
            session,
            scope,
            achievement=house.achievement_id,
            base_url=ctx.base_url,
            now=NOW,
        )
    ctx.jobs.work()
    with reading(house.web.engine)() as session:
        ends = set(session.scalars(select(Award.valid_until)))
        counts = lapsing_counts(
            session, house.scopes[Role.INSTRUCTOR], LapsingFilter(), now=ctx.clock()
        )
    assert len(ends) == 1
    assert sum(each.badges for each in counts.months) == 5
