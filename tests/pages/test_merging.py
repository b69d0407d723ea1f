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
from leap_dash.pages import learner, merging, undoing
from leap_dash.services.merging import merge, split
from tests import factories as make
from tests.factories import NOW
from tests.pages.house import House, every, words


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
    page = merging.lists(house.as_(Role.ADMINISTRATOR), None)
    assert "Learner With 100 (100) learner With 100 (again) They have the same name." in words(page)
    answer, beside, hidden = shown(house, str(house.learner_ids[9]), str(other))
    assert (answer, hidden) == (
        "They have nothing of the same: all of both becomes one record.",
        False,
    )
    assert "The merge can be taken back." in words(beside)


def test_a_merge_is_listed_until_it_is_taken_back(
    house: House, said: dict[str, dict[str, object]]
) -> None:
    other, ctx = twin(house), house.as_(Role.ADMINISTRATOR)
    assert "can be taken back" not in words(merging.lists(ctx, None))
    with writing(house.web.engine)() as session:
        merge(
            session,
            house.scopes[Role.ADMINISTRATOR],
            keep=house.learner_ids[9],
            merged=other,
            now=NOW,
        )
        session.commit()
    shown = merging.lists(ctx, None)
    by = house.scopes[Role.ADMINISTRATOR].actor
    assert (
        f"Learner With 100 (100) learner With 100 (again) 24 Nov 2026 {by} "
        "Take back  the merge of again"
    ) in words(shown)
    assert "They have the same name" not in words(shown)
    for scope in (house.stranger, house.scopes[Role.INSTRUCTOR]):
        assert "can be taken back" not in words(merging.lists(house.seen_by(scope), None))
    (button,) = every(shown, html.Button)
    undoing.undo(ctx, {"of": getattr(button, "id", {})["of"], "at": 1})
    assert "Each is a record of its own again" in words(said["toast"]["children"])
    shown = merging.lists(ctx, None)
    assert "can be taken back" not in words(shown)
    assert "They have the same name" in words(shown)


def test_a_merge_that_another_follows_is_listed_after_that_is_taken_back(house: House) -> None:
    ctx, (first, second, third) = house.as_(Role.ADMINISTRATOR), house.learner_ids[7:]
    with writing(house.web.engine)() as session:
        merge(session, OPERATOR, keep=second, merged=first, now=NOW)
        later = merge(session, OPERATOR, keep=third, merged=second, now=NOW)
        session.commit()
    assert len(list(every(merging.lists(ctx, None), html.Button))) == 1
    with writing(house.web.engine)() as session:
        split(session, OPERATOR, later, now=NOW)
        session.commit()
    (button,) = every(merging.lists(ctx, None), html.Button)
    assert "the merge of 80" in words(button)


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
