"""A cohort's badges: who is one step away, which clause stops most, and the way to each learner."""

from functools import partial

import dash_bootstrap_components as dbc
import pytest
from dash import dcc, html
from sqlalchemy import select

from leap_dash.db import Achievement, Cohort, Enrollment, Learner, Org
from leap_dash.db.session import writing
from leap_dash.domain.access import Role
from leap_dash.domain.errors import NotFoundError
from leap_dash.pages import cohort_badges, controls
from tests import factories as make
from tests.pages.house import House, every, words


@pytest.fixture(autouse=True)
def in_a_callback(said: object) -> None:
    """As inside a callback, where nothing was changed by hand."""
    assert said == {}


def shown(
    house: House, who: str = "one-step", *, page: int = 1, role: Role = Role.INSTRUCTOR
) -> tuple[str, str]:
    """The answer and the list, in words."""
    answer, listed = cohort_badges.show(
        house.as_(role), str(house.cohort_id), str(house.achievement_id), who, page
    )
    return answer, words(listed)


def test_the_page_offers_the_badges_of_the_programme_alone(house: House) -> None:
    with writing(house.web.engine)() as session:
        badge = session.get_one(Achievement, house.achievement_id)
        org = session.get_one(Org, badge.org_id)
        make.achievement(session, org, make.programme(session, "ict"), "other", name="Elsewhere")
        session.commit()
    page = cohort_badges.layout(
        house.as_(Role.INSTRUCTOR), partial(html.Div), cohort_id=house.cohort_id
    )
    assert "Autumn: badges" in words(page)
    offered = [each["label"] for each in getattr(every(page, dbc.Select)[0], "options", [])]
    assert offered == ["Warm Welcome"]


def test_a_programme_without_a_badge_says_what_to_do(house: House) -> None:
    with writing(house.web.engine)() as session:
        cohort = session.get_one(Cohort, house.cohort_id)
        cohort.programme_id = make.programme(session, "ict").id
        session.commit()
    page = cohort_badges.layout(
        house.as_(Role.INSTRUCTOR), partial(html.Div), cohort_id=house.cohort_id
    )
    assert "makes the first one" in words(page)
    assert "/app/badges" in {getattr(link, "href", None) for link in every(page, dcc.Link)}


def test_one_step_away_says_the_missing_thing_in_words_and_leads_to_the_learner(
    house: House,
) -> None:
    answer, listed = cohort_badges.show(
        house.as_(Role.INSTRUCTOR),
        str(house.cohort_id),
        str(house.achievement_id),
        "one-step",
        1,
    )
    assert answer == (
        "“Warm Welcome”, of 10 learners: 5 are one step from it; "
        "5 qualify and do not have it; 0 have it or had it."
    )
    assert "Learner With 50 TMA 1: 50 %, needs 60 %" in words(listed)
    assert "With 60" not in words(listed)
    addresses = {getattr(link, "href", "") for link in every(listed, dcc.Link)}
    assert addresses == {f"/app/learners/{each}" for each in house.learner_ids[:5]}


def test_who_withdrew_is_not_counted(house: House) -> None:
    with writing(house.web.engine)() as session:
        gone = session.scalars(
            select(Enrollment).where(Enrollment.learner_id == house.learner_ids[0])
        ).one()
        gone.status = "withdrawn"
        session.commit()
    answer, listed = shown(house)
    assert "of 9 learners: 4 are one step" in answer
    assert "With 10" not in listed


def test_the_bars_come_with_sentence_table_and_links_to_the_learners(house: House) -> None:
    heading, figure, style, table, options = cohort_badges.draw(
        house.as_(Role.INSTRUCTOR), str(house.cohort_id), "light", str(house.achievement_id)
    )
    assert heading == "TMA 1 stops most: 5 of 10 learners do not meet it, 5 lack only this."
    assert style == {"height": figure["layout"]["height"]}
    assert [option["value"] for option in options] == ["one-step", "stopped-0", "only-0"]
    links = [getattr(link, "href", "") for link in every(table, html.A)]
    assert links == [
        f"#badge={house.achievement_id}&who=stopped-0",
        f"#badge={house.achievement_id}&who=only-0",
    ]
    assert [option["label"] for option in options][1:] == [
        "Do not meet: TMA 1 (5)",
        "Lack only: TMA 1 (5)",
    ]


def test_behind_a_bar_stand_its_learners_with_what_they_have(house: House) -> None:
    for who, heading in (("stopped-0", "Do not meet: TMA 1"), ("only-0", "Lack only: TMA 1")):
        _, listed = shown(house, who)
        assert f"{heading}; 5 learners" in listed
        assert "Learner With 10 10 %, needs 60 % 1 step" in listed


def test_who_has_the_badge_already_is_said_beside_the_clause(house: House) -> None:
    with writing(house.web.engine)() as session:
        badge = session.get_one(Achievement, house.achievement_id)
        make.award(session, badge, session.get_one(Learner, house.learner_ids[0]))
        session.commit()
    assert "With 10 10 %, needs 60 % has the badge" in shown(house, "stopped-0")[1]
    answer, listed = shown(house)
    assert "4 are one step from it" in answer
    assert "With 10" not in listed


def test_a_page_past_the_end_is_the_last(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(controls, "ROWS", 2)
    listed = shown(house, page=9)[1]
    assert "Page 3 of 3" in listed
    assert "Learner With 50" in listed


def test_another_badge_shows_again_who_is_one_step_away(
    house: House, said: dict[str, dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Context:
        triggered_prop_ids = {f"{cohort_badges.BADGE}.value": cohort_badges.BADGE}  # noqa: RUF012

    monkeypatch.setattr(cohort_badges, "callback", Context)
    assert "One step from the badge" in shown(house, "stopped-0")[1]
    assert said[cohort_badges.WHO] == {"value": "one-step"}


@pytest.mark.parametrize("role", [Role.PARTNER, Role.LEARNER])
def test_who_may_not_see_learners_finds_nothing(house: House, role: Role) -> None:
    with pytest.raises(NotFoundError):
        cohort_badges.layout(house.as_(role), partial(html.Div), cohort_id=house.cohort_id)


def test_a_stranger_finds_no_cohort_and_no_badge(house: House) -> None:
    ctx = house.seen_by(house.stranger)
    with pytest.raises(NotFoundError):
        cohort_badges.layout(ctx, partial(html.Div), cohort_id=house.cohort_id)
    for call in (
        partial(cohort_badges.draw, ctx, str(house.cohort_id), "light"),
        lambda badge: cohort_badges.show(ctx, str(house.cohort_id), badge, "one-step", 1),
    ):
        with pytest.raises(NotFoundError):
            call(str(house.achievement_id))
