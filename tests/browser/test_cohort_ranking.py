"""What a course has learned is said on the cohort's page, and its weights open by the keyboard."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, select

from leap_dash.db import AttentionModel, Cohort, Course, Org, Section
from leap_dash.db.session import connect, sqlite_url, writing
from tests import factories as make
from tests.browser.conftest import PHONE, Demo, Visitor


@pytest.fixture
def cohort_id(demo: Demo) -> Iterator[str]:
    """A cohort of the home partner that takes HO1, while that course has a model."""
    engine = connect(sqlite_url(demo.data_dir / "leap.db"))
    with writing(engine)() as session:
        found = session.execute(
            select(Cohort.id, Org, Course)
            .join(Org, Org.id == Cohort.org_id)
            .join(Section, Section.cohort_id == Cohort.id)
            .join(Course, Course.id == Section.course_id)
            .where(Org.slug == "tralee", Course.code == "HO1")
            .order_by(Cohort.starts_on.desc())
        ).first()
        assert found is not None
        cohort_id, org, course = found
        make.attention_model(session, org, course)
        session.commit()
        yield str(cohort_id)
        session.execute(delete(AttentionModel))
        session.commit()
    engine.dispose()


def test_the_weights_of_the_score_open_and_stay_open_by_the_keyboard(
    visitor: Visitor, cohort_id: str
) -> None:
    visitor.sign_in("instructor")
    page = visitor.page
    visitor.go(f"/app/cohorts/{cohort_id}")
    expect(page.locator("#cohort-ranked")).to_contain_text("choose HO1 alone")
    expect(page.get_by_text("What this score weighs")).to_be_hidden()
    page.get_by_label("Course").select_option("HO1")
    visitor.rest()
    said = "Scores of HO1 are learned from 480 enrolments of 2019; right about 84 of 100 pairs"
    expect(page.locator("#cohort-ranked")).to_contain_text(said)
    weights = page.locator("#cohort-weights")
    expect(weights).to_be_hidden()
    visitor.tab_to("What this score weighs")
    page.keyboard.press("Enter")
    expect(weights).to_contain_text("a lower mean of the due work: odds times 2.46")
    assert visitor.axe() == []
    page.get_by_text("Show as a table").click()
    visitor.rest()
    expect(weights).to_be_visible()
    why = page.get_by_role("table").last.get_by_text(re.compile(r"\(section: ")).first
    expect(why).to_be_visible()
    page.set_viewport_size(PHONE)
    visitor.rest()
    assert visitor.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
