"""A pathway shows what builds on what, and how a cohort or the learner stands on each badge."""

from dataclasses import dataclass
from urllib.parse import unquote
from uuid import UUID

import pytest
from dash import dcc, html
from sqlalchemy import update

from leap_dash.db import Achievement, Cohort, CriteriaRule, Enrollment, Learner, Org, Programme
from leap_dash.db.session import writing
from leap_dash.domain.access import Role
from leap_dash.domain.errors import NotFoundError
from leap_dash.figures.pathway import ACROSS, WIDTH, pathway_map
from leap_dash.pages import cohort_pathway, learner, my_progress
from leap_dash.pages.pathway_parts import learner_pathway
from leap_dash.records import PathwayBadge
from tests import factories
from tests.factories import TODAY
from tests.pages.house import House, every, words


@dataclass(frozen=True, slots=True)
class Built:
    """The house with a badge that builds on its first one, and one that stands alone."""

    house: House
    gold_id: UUID
    foreign_id: UUID


@pytest.fixture
def built(house: House) -> Built:
    """One learner holds the first badge, one the gold one of another org."""
    with writing(house.web.engine)() as session:
        first = session.get_one(Achievement, house.achievement_id)
        org, programme = (
            session.get_one(Org, first.org_id),
            session.get_one(Programme, first.programme_id),
        )
        gold = factories.achievement(
            session,
            org,
            programme,
            "gold",
            name="Golden Welcome",
            level="gold",
            rule={"holds": {"achievement": first.slug}},
        )
        factories.achievement(session, org, programme, "alone", name="Alone")
        asked = update(CriteriaRule).where(CriteriaRule.achievement_id == gold.id)
        session.execute(asked.values(needs=[str(first.id)]))
        factories.award(session, first, session.get_one(Learner, house.learner_ids[9]))
        elsewhere = factories.org(session, "elsewhere")
        foreign = factories.achievement(session, elsewhere, programme, "far", name="Far Away")
        session.commit()
        return Built(house, gold.id, foreign.id)


def page(built: Built, role: Role = Role.INSTRUCTOR) -> object:
    return cohort_pathway.layout(built.house.as_(role), cohort_id=built.house.cohort_id)


def test_each_badge_says_how_many_hold_it_qualify_or_nearly_do(built: Built) -> None:
    text = words(page(built))
    assert "1 of 3 badges builds on another one." in text
    assert "1 of 10 hold it; 4 qualify; 5 one step away" in text  # Warm Welcome
    assert "Golden Welcome 0 of 10 hold it; 1 qualifies; 9 one step away" in text
    assert "It needs Warm Welcome." in text
    assert "Far Away" not in text


def test_a_cohort_that_everyone_left_is_not_taken_for_badges_of_another_programme(
    built: Built,
) -> None:
    with writing(built.house.web.engine)() as session:
        session.execute(update(Enrollment).values(status="withdrawn", withdrawn_on=TODAY))
        session.commit()
    text = words(page(built))
    assert "Golden Welcome 0 hold it; nobody is enrolled" in text
    assert "another programme" not in text
    assert "Warm Welcome – 1 0 0" in text


def test_the_table_says_the_same(built: Built) -> None:
    (table,) = every(page(built), html.Table)
    rows = [words(row) for row in every(table, html.Tr)]
    assert "Golden Welcome Warm Welcome 0 1 9" in rows
    assert "Warm Welcome – 1 4 5" in rows


def test_every_badge_of_the_drawing_is_a_link_in_the_order_of_the_way(built: Built) -> None:
    region = next(
        part for part in every(page(built), html.Div) if getattr(part, "role", None) == "region"
    )
    links = [getattr(link, "href", "") for link in every(region, dcc.Link)]
    house = built.house
    assert links.index(f"/app/badges/{house.achievement_id}") < links.index(
        f"/app/badges/{built.gold_id}"
    )
    assert getattr(region, "tabIndex", None) == "0"


def test_a_cohort_without_badges_is_told_what_a_pathway_is(house: House) -> None:
    with writing(house.web.engine)() as session:
        home = session.get_one(Cohort, house.cohort_id)
        programme = factories.programme(session, "empty", name="Nothing yet")
        cohort = factories.cohort(session, session.get_one(Org, home.org_id), programme)
        session.commit()
        cohort_id = cohort.id
    text = words(cohort_pathway.layout(house.as_(Role.INSTRUCTOR), cohort_id=cohort_id))
    assert "Nothing yet has no badge yet" in text


def test_another_org_s_cohort_is_not_there(built: Built) -> None:
    with pytest.raises(NotFoundError):
        cohort_pathway.layout(
            built.house.seen_by(built.house.stranger), cohort_id=built.house.cohort_id
        )


def test_learners_see_where_they_stand(built: Built) -> None:
    text = words(my_progress.layout(built.house.as_(Role.LEARNER)))
    assert "Your pathway" in text
    assert "Golden Welcome 1 step to go It needs Warm Welcome." in text


def test_instructors_see_where_a_learner_stands(built: Built) -> None:
    house = built.house
    text = words(learner.layout(house.as_(Role.INSTRUCTOR), house.learner_ids[9]))
    assert "Warm Welcome Held ✓" in text
    assert "Golden Welcome Everything is done It needs Warm Welcome." in text


def test_without_steps_there_is_no_pathway_to_show() -> None:
    alone = PathwayBadge(UUID(int=1), "One", None, 1, (UUID(int=7),))
    assert learner_pathway("Pathway", [alone], [], []) is None


def test_a_line_leads_from_what_is_needed_to_what_needs_it() -> None:
    one = PathwayBadge(UUID(int=1), "One", None, 1, ())
    two = PathwayBadge(UUID(int=2), "Two", None, 1, (one.achievement_id,))
    drawn = pathway_map([two, one])
    assert [spot.achievement_id for spot in drawn.spots] == [one.achievement_id, two.achievement_id]
    assert drawn.spots[1].left - drawn.spots[0].left == WIDTH + ACROSS
    svg = unquote(drawn.lines)
    assert svg.count("<path") == 2
    assert f"M{WIDTH} " in svg
