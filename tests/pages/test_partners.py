"""The comparison is there for partners, in words, pictures and tables, and for nobody else."""

from datetime import timedelta

import pytest
from dash import dcc, html

from leap_dash.db import Cohort, Enrollment, Section
from leap_dash.db.session import writing
from leap_dash.domain.access import Role
from leap_dash.domain.errors import NotFoundError
from leap_dash.pages import partners
from tests import factories as make
from tests.pages.house import House, every, words


@pytest.fixture
def ended(house: House) -> House:
    """The house a day after its cohort has ended: seven of ten passed."""
    with writing(house.web.engine)() as session:
        cohort = session.get_one(Cohort, house.cohort_id)
        cohort.ends_on = make.TODAY - timedelta(days=1)
        (section,) = session.query(Section).filter_by(cohort_id=cohort.id)
        for number, enrollment in enumerate(
            session.query(Enrollment).filter_by(section_id=section.id)
        ):
            enrollment.final_result = "pass" if number < 7 else "fail"
        session.commit()
    return house


def test_the_answer_and_both_measures_are_shown(ended: House) -> None:
    answer, *parts = partners.show(ended.as_(Role.PARTNER), str(ended.programme_id), "dark")
    assert answer.startswith("Completion is 70")
    assert "below 20" in answer  # nobody has a badge: said as a bound
    assert len(parts) == 8
    heading, figure, style, table = parts[:4]
    assert heading == "Learners who completed, of 10 learners at 1 provider"
    assert style == {"height": figure["layout"]["height"]}
    assert "Κέντρο Κατάρτισης Tralee IE 10 70" in words(table)


def test_the_page_offers_the_programmes_and_says_its_rules(ended: House) -> None:
    page = partners.layout(ended.as_(Role.PARTNER), html.Div)
    assert len(every(page, dcc.Graph)) == 2
    assert "fewer than 10 learners" in words(page)


def test_without_programmes_the_page_says_what_is_missing(house: House) -> None:
    page = partners.layout(house.seen_by(house.stranger), html.Div)
    assert "No organisation of your network runs a programme yet." in words(page)
    assert not every(page, dcc.Graph)


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.LEARNER, Role.MODERATOR])
def test_whoever_may_not_compare_finds_nothing(ended: House, role: Role) -> None:
    with pytest.raises(NotFoundError):
        partners.show(ended.as_(role), str(ended.programme_id), "light")


def test_another_networks_partner_finds_nothing(ended: House) -> None:
    with pytest.raises(NotFoundError):
        partners.show(ended.seen_by(ended.stranger), str(ended.programme_id), "light")
