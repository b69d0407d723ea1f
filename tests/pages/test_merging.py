"""The page that merges two records of one person: what it says, does and refuses."""

from typing import Any
from uuid import UUID

import pytest
from dash import html
from sqlalchemy import select

from leap_dash.db import Learner, LearnerMerge, Org
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import OPERATOR, Role
from leap_dash.domain.errors import NotFoundError
from leap_dash.pages import learner, merging
from leap_dash.services.merging import merge
from tests import factories as make
from tests.factories import NOW
from tests.pages.house import House, words


def shown(house: House, keep: str, other: str, role: Role = Role.ADMINISTRATOR) -> tuple[Any, ...]:
    """The page with these two named."""
    return merging.show(house.as_(role), keep, other)


def twin(house: House) -> UUID:
    """A second record of the learner with a mark of 100, of the same name."""
    with writing(house.web.engine)() as session:
        first = session.get_one(Learner, house.learner_ids[9])
        org = session.get_one(Org, first.org_id)
        made = make.learner(
            session, org, "again", given_name="learner", family_name=first.family_name
        )
        session.commit()
        return made.id


def test_likely_ones_are_listed_with_why_and_lead_to_the_comparison(house: House) -> None:
    other = twin(house)
    page = merging.layout(house.as_(Role.ADMINISTRATOR), html.Div)
    assert "Learner With 100 (100) learner With 100 (again) They have the same name." in words(page)
    answer, beside, hidden = shown(house, str(house.learner_ids[9]), str(other))
    assert (answer, hidden) == (
        "They have nothing of the same: all of both becomes one record.",
        False,
    )
    assert "The merge can be taken back." in words(beside)


def test_both_must_be_named_and_known(house: House) -> None:
    assert shown(house, "100", "") == (merging.FIRST, None, True)
    assert shown(house, "100", "100")[0] == "These are one record already."
    answer, beside, hidden = shown(house, "100", "nobody")
    assert answer.startswith("No learner has the id 'nobody'")
    assert (beside, hidden) == (None, True)
    assert shown(house, "100", "90", Role.INSTRUCTOR)[0].startswith("No learner has the id")
    with pytest.raises(NotFoundError):
        merging.ask(house.seen_by(house.stranger), 1, "100", "90")


def test_the_question_says_what_happens_to_what_both_have(house: House) -> None:
    opened, title, body, deed = merging.ask(house.as_(Role.ADMINISTRATOR), 1, "100", "90")
    assert (opened, title, deed) == (
        True,
        "Merge Learner With 90 into the other record?",
        "Merge them",
    )
    assert "they are counted once, with the marks of both" in words(body)
    assert "Of two enrolments the one that was passed counts" in words(body)


def test_an_old_address_leads_to_the_kept_record(house: House) -> None:
    other = twin(house)
    with writing(house.web.engine)() as session:
        merge(session, OPERATOR, keep=house.learner_ids[9], merged=other, now=NOW)
        session.commit()
    page = words(learner.layout(house.as_(Role.INSTRUCTOR), other))
    assert "Learner With 100" in page
    assert "Merge with another record" not in page
    mine = words(learner.layout(house.as_(Role.ADMINISTRATOR), other))
    assert "Merge with another record" in mine
    with pytest.raises(NotFoundError):
        learner.layout(house.seen_by(house.stranger), other)
    with reading(house.web.engine)() as session:
        assert session.scalars(select(LearnerMerge.kept_id)).all() == [house.learner_ids[9]]
