"""A moderator sees what waits with its reasons, approves or returns it; why a badge was awarded."""

from dataclasses import replace
from uuid import UUID

import pytest
from dash import dcc, html
from sqlalchemy import select

from leap_dash.db import Achievement, Award, Evidence, Membership, Person
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import Role
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.errors import BadInputError, ConflictError, NotFoundError
from leap_dash.domain.narrative import Names
from leap_dash.pages import (
    achievement,
    award_confirm,
    awarding,
    batch,
    moderating,
    moderation,
    why,
)
from leap_dash.pages.moderating import APPROVE, RETURN
from leap_dash.services.achievements import add_version
from tests.factories import NOW
from tests.pages.house import RULE, House, every, words

Changes = dict[str, dict[str, object]]


@pytest.fixture
def batch_id(house: House) -> str:
    """The five who qualify, proposed by the instructor, as there is a moderator."""
    with writing(house.web.engine)() as session:
        for role in (Role.MODERATOR, Role.INSTRUCTOR, Role.ADMINISTRATOR):
            scope = house.scopes[role]
            assert scope.person_id
            (grant,) = scope.grants
            email = session.get_one(Person, scope.person_id).email
            house.scopes[role] = replace(scope, actor=email)
            session.add(Membership(person_id=scope.person_id, org_id=grant.org_id, role=role.value))
        session.commit()
    badge, cohort = str(house.achievement_id), str(house.cohort_id)
    asked = awarding.ask(house.as_(Role.INSTRUCTOR), 1, badge, cohort)
    assert asked[1] == "Propose 5 badges?"
    assert "A moderator of your organisation looks at them first." in words(asked[2])
    address = awarding.award(house.as_(Role.INSTRUCTOR), 1, badge, cohort, 5)
    assert isinstance(address, str)
    return address.removeprefix("/app/awards/")


def awards(house: House) -> list[UUID]:
    """All of them."""
    with reading(house.web.engine)() as session:
        return list(session.scalars(select(Award.id).order_by(Award.id)))


def states(house: House) -> list[str]:
    """Of all awards."""
    with reading(house.web.engine)() as session:
        return sorted(session.scalars(select(Award.state)))


def some(*ids: UUID) -> dict[str, object]:
    """As the browser says who is selected."""
    return {"ids": [str(each) for each in ids], "every": False}


EVERY = {"ids": [], "every": True}


def source(batch_id: str) -> dict[str, object]:
    """As the page says what the list is of."""
    return {"of": "proposals", "id": batch_id, "total": 5}


def shown(house: House, role: Role, batch_id: str, showing: str = "all") -> tuple[str, str]:
    """The answer and the table, in words."""
    answer, table, *_ = moderation.show(house.as_(role), showing, 1, None, batch_id)
    return answer, str(table)


def test_the_queue_says_how_many_wait_for_whom(house: House, batch_id: str) -> None:
    for role, said in (
        (Role.MODERATOR, "Waiting for you: 5 awards."),
        (Role.ADMINISTRATOR, "Waiting for you: 5 awards."),
        (Role.INSTRUCTOR, "Nothing waits for you."),
    ):
        page = moderation.layout(house.as_(role), html.Div)
        assert said in words(page)
    queue = words(moderation.layout(house.as_(Role.MODERATOR), html.Div))
    assert "Niamh" in queue, "who proposed them stands there by name"
    assert "@" not in queue
    assert moderation.waiting(house.as_(Role.MODERATOR)) == 5
    assert moderation.waiting(house.seen_by(house.stranger)) == 0
    page = moderation.layout(house.as_(Role.MODERATOR), html.Div)
    links = {getattr(link, "href", "") for link in every(page, dcc.Link)}
    assert f"/app/moderation/{batch_id}" in links


def test_a_rule_that_asks_for_an_approval_proposes_from_the_badge_and_from_its_review(
    house: House,
) -> None:
    with writing(house.web.engine)() as session:
        badge = session.get_one(Achievement, house.achievement_id)
        badge.award_mode = "instructor"
        rule = {"all": [RULE, {"approved": {"by": "moderator"}}]}
        add_version(session, badge, parse(rule), Names(), NOW)
        session.commit()
    ctx, slug = house.as_(Role.INSTRUCTOR), str(house.achievement_id)
    answer, *_, ways = achievement.show(ctx, "all", None, 1, slug)
    assert answer.startswith("5 learners qualify and do not have it yet")
    assert "Propose 5 badges" in words(ways)
    assert awarding.ask(ctx, 1, slug, "all")[1] == "Propose 5 badges?"
    ticked = {"every": True, "ids": []}
    assert award_confirm.ask(ctx, 1, [], None, ticked, slug)[1] == "Propose 5 badges?"
    award_confirm.award(ctx, 1, [], None, ticked, slug, None, 5, "", "", "all", "", None, None)
    ctx.jobs.work()
    assert states(house) == ["proposed"] * 5


def test_each_learner_stands_with_what_there_is_and_what_it_takes(
    house: House, batch_id: str
) -> None:
    answer, table = shown(house, Role.MODERATOR, batch_id)
    assert answer.startswith("5 awards wait for approval")
    assert "TMA 1" in table
    assert "needs 60 %" in table
    assert "✓ 70 %" in table
    answer, table = shown(house, Role.MODERATOR, batch_id, "tenth")
    assert answer == "5 awards wait for approval; every tenth of them is shown: 1."
    assert table.count("/app/learners/") == 1


def test_what_the_badges_will_state_stands_beside_each_learner(house: House, batch_id: str) -> None:
    assert "Evidence" not in shown(house, Role.MODERATOR, batch_id)[1]
    with writing(house.web.engine)() as session:
        session.add(Evidence(award_id=awards(house)[0], kind="narrative", text="Seen at work"))
        session.commit()
    table = shown(house, Role.MODERATOR, batch_id)[1]
    assert "stands in the badge" in table
    assert table.count("Seen at work") == 1
    page = why.layout(house.as_(Role.MODERATOR), award_id=awards(house)[0])
    assert "Seen at work" in words(page)


def test_selected_ones_are_approved_after_a_question_and_then_signed(
    house: House, batch_id: str, said: Changes
) -> None:
    moderator, two = house.as_(Role.MODERATOR), some(*awards(house)[:2])
    asked = moderating.ask(moderator, APPROVE, 1, two, source(batch_id))
    assert asked[:2] == (True, "Approve 2 awards?")
    assert asked[3:5] == ("Approve 2 awards", 2)
    with pytest.raises(ConflictError, match="not 3"):
        moderating.do(moderator, APPROVE, 1, two, source(batch_id), 3, "")
    assert states(house) == ["proposed"] * 5
    moderating.do(moderator, APPROVE, 1, two, source(batch_id), 2, "Seen the work.")
    assert states(house) == ["approved"] * 2 + ["proposed"] * 3
    assert "2 awards approved. The badges are signed now." in words(said["toast"]["children"])
    assert words(said["waiting-r-ld-side"]["children"]) == "3  waiting for you"
    moderator.jobs.work()
    assert states(house) == ["issued"] * 2 + ["proposed"] * 3
    assert moderating.ask(moderator, APPROVE, 1, EVERY, source(batch_id))[4] == 3
    moderating.do(moderator, APPROVE, 1, EVERY, source(batch_id), 3, "")
    moderator.jobs.work()
    assert states(house) == ["issued"] * 5
    assert shown(house, Role.MODERATOR, batch_id)[0] == (
        "Nothing of this waits for approval any more."
    )


def test_what_is_returned_needs_a_note_and_the_proposer_reads_it(
    house: House, batch_id: str, said: Changes
) -> None:
    moderator, one = house.as_(Role.MODERATOR), some(awards(house)[0])
    *_, beside = moderating.do(moderator, RETURN, 1, one, source(batch_id), 1, " ")
    assert beside == "Is empty; say what is wrong: whoever proposed it reads it."
    moderating.do(moderator, RETURN, 1, one, source(batch_id), 1, "Marked twice.")
    assert states(house) == ["proposed"] * 4
    followed = batch.follow(house.as_(Role.INSTRUCTOR), 1, 1, None, batch_id)
    assert followed[0] == (
        "4 awards in Autumn proposed: a moderator looks at them before they are signed."
    )
    assert "Marked twice." in words(followed[5])


def test_nobody_decides_about_what_is_theirs_or_not_of_their_org(
    house: House, batch_id: str
) -> None:
    given = (1, EVERY, source(batch_id), 5, "No.")
    for context in (house.as_(Role.INSTRUCTOR), house.seen_by(house.stranger)):
        with pytest.raises(NotFoundError):
            moderating.do(context, RETURN, *given)
    for chosen in ({}, some()):
        with pytest.raises(BadInputError, match="Select 1 to"):
            moderating.ask(house.as_(Role.MODERATOR), APPROVE, 1, chosen, source(batch_id))
    assert states(house) == ["proposed"] * 5


def test_an_own_proposal_is_shown_without_boxes(house: House, batch_id: str, said: Changes) -> None:
    moderating.do(house.as_(Role.MODERATOR), RETURN, 1, EVERY, source(batch_id), 5, "Once more.")
    administrator = house.scopes[Role.ADMINISTRATOR]
    given = (1, str(house.achievement_id), str(house.cohort_id), 5)
    address = awarding.award(house.seen_by(administrator), *given)
    own = str(address).removeprefix("/app/awards/")
    answer, table = shown(house, Role.ADMINISTRATOR, own)
    assert "You proposed them yourself, so somebody else has to look at them." in answer
    assert "'pick'" not in table
    assert "'pick'" in shown(house, Role.MODERATOR, own)[1]


def test_why_says_the_rule_the_values_their_results_and_who_decided(
    house: House, batch_id: str, said: Changes
) -> None:
    moderator = house.as_(Role.MODERATOR)
    with reading(house.web.engine)() as session:
        award = session.scalars(select(Award).where(Award.learner_id == house.learner_ids[6])).one()
    waits = words(why.layout(house.as_(Role.INSTRUCTOR), award_id=award.id))
    assert "Proposed by Niamh on 24 Nov 2026." in waits
    moderating.do(moderator, APPROVE, 1, EVERY, source(batch_id), 5, "Seen the work.")
    moderator.jobs.work()
    page = words(why.layout(house.as_(Role.INSTRUCTOR), award_id=award.id))
    assert "Learner With 70 met what it asks for on 24 Nov 2026." in page
    assert "Version 1 of the rule" in page
    assert "TMA 1 60 % ✓ 70 % TMA 1 :  70 of 100" in page
    assert "Proposed by Niamh on 24 Nov 2026." in page
    assert "Approved by Niamh, a moderator, on 24 Nov 2026. “Seen the work.”" in page
    assert "Signed and issued on 24 Nov 2026." in page
    for context in (house.as_(Role.PARTNER), house.seen_by(house.stranger)):
        with pytest.raises(NotFoundError):
            why.layout(context, award_id=award.id)


def test_learners_read_why_of_their_own_badges_alone_and_no_note(
    house: House, batch_id: str, said: Changes
) -> None:
    moderator = house.as_(Role.MODERATOR)
    moderating.do(moderator, APPROVE, 1, EVERY, source(batch_id), 5, "Seen the work.")
    with writing(house.web.engine)() as session:
        mine, theirs = session.scalars(select(Award).limit(2))
        mine.learner_id = house.learner_ids[4]  # who signs in
        session.commit()
        ids = mine.id, theirs.id
    page = words(why.layout(house.as_(Role.LEARNER), award_id=ids[0]))
    assert "You met what it asks for on 24 Nov 2026." in page
    assert "Approved by Niamh, a moderator, on 24 Nov 2026." in page
    assert "Seen the work" not in page
    with pytest.raises(NotFoundError):
        why.layout(house.as_(Role.LEARNER), award_id=ids[1])
