"""What would happen is shown learner by learner, and what was confirmed is what is awarded."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from dash import html
from sqlalchemy import select

from leap_dash.db import Achievement, Award, Learner, Result
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import OPERATOR, Role
from leap_dash.domain.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from leap_dash.domain.review import MOST_EXCEPTIONS
from leap_dash.figures.words import day
from leap_dash.pages import award_confirm, award_review, batch, why
from leap_dash.pages.large_table import Table
from leap_dash.records import Qualifying
from leap_dash.services.standing import revoke
from tests import factories as make
from tests.factories import NOW
from tests.pages.house import House, words

ALL: dict[str, Any] = {"every": True, "ids": []}


def shown(
    house: House, showing: str | None = None, ticked: object = None, listed: str = ""
) -> tuple[Any, ...]:
    """The page as an instructor sees it."""
    return award_review.show(
        house.as_(Role.INSTRUCTOR),
        [],
        listed,
        showing,
        1,
        None,
        ticked or ALL,
        str(house.achievement_id),
    )


def rows(table: Table) -> dict[str, list[str]]:
    """The cells behind the name, by name."""
    return {row[1]["text"]: [cell["text"] for cell in row[2:]] for row in table["rows"]}


def ticks(table: Table) -> dict[str, bool | None]:
    """Whether the box is ticked, by name; None where there is none."""
    return {row[1]["text"]: row[0]["picked"] if row[0]["pick"] else None for row in table["rows"]}


def award(
    house: House,
    expected: int,
    ticked: object = None,
    role: Role = Role.INSTRUCTOR,
    fields: tuple[str, str, str, str] = ("", "", "all", ""),
    listed: str = "",
) -> tuple[Any, ...]:
    """Press the button of the dialog."""
    badge = str(house.achievement_id)
    return award_confirm.award(
        house.as_(role), 1, [], listed, ticked or ALL, badge, None, expected, *fields, None, None
    )


def awarded(house: House) -> list[tuple[UUID, int, str]]:
    """Who has an award: renewal and state."""
    with reading(house.web.engine)() as session:
        found = session.scalars(select(Award).order_by(Award.renewal))
        return [(award.learner_id, award.renewal, award.state) for award in found]


def sign_and_revoke(house: House, learner: UUID) -> None:
    """Let the worker sign what was decided, and take one badge back."""
    house.as_(Role.INSTRUCTOR).jobs.work()
    with writing(house.web.engine)() as session:
        one = session.scalars(select(Award.id).where(Award.learner_id == learner)).one()
        revoke(session, OPERATOR, [one], reason="In error", now=NOW)
        session.commit()


def test_everyone_is_listed_with_what_would_happen_and_why(house: House) -> None:
    answer, choices, table, _, counted, _ = shown(house)
    assert answer == "5 learners of 10 will get it; 5 are one step away."
    assert choices[0] == {"value": "everyone", "label": "Everyone (10)"}
    assert rows(table)["Learner With 60"] == ["Autumn", "Gets it", "TMA 1: 60 %"]
    assert rows(table)["Learner With 50"] == [
        "Autumn",
        "One step away",
        "TMA 1: 50 %, needs 60 %",
    ]
    assert ticks(table)["Learner With 60"] is True
    assert ticks(table)["Learner With 50"] is None
    assert counted == {**ALL, "awards": 5}


def test_one_kind_alone_can_be_shown(house: House) -> None:
    for which, many in ((Qualifying.NEW, 5), (Qualifying.ONE_STEP, 5), (Qualifying.REVOKED, 0)):
        table = shown(house, which.value)[2]
        assert len(table["rows"] if table else []) == many


def test_those_taken_out_get_nothing(house: House) -> None:
    out = {"every": True, "ids": [str(house.learner_ids[9])]}
    answer, _, table, _, counted, _ = shown(house, ticked=out)
    assert answer == "4 learners of 10 will get it; 1 is taken out and 5 are one step away."
    assert ticks(table)["Learner With 100"] is True  # the browser takes it out, see its tests
    assert counted == {**out, "awards": 4}
    award(house, 4, out)
    assert {who for who, *_ in awarded(house)} == set(house.learner_ids[5:9])


def test_where_all_are_taken_out_only_those_put_back_get_it(house: House) -> None:
    one = {"every": False, "ids": [str(house.learner_ids[9]), str(house.learner_ids[0])]}
    assert shown(house, ticked=one)[4]["awards"] == 1
    assert not any(ticks(shown(house, ticked=one)[2]).values())
    award(house, 1, one)
    assert [who for who, *_ in awarded(house)] == [house.learner_ids[9]]


def test_who_had_it_revoked_gets_it_again_only_where_ticked(house: House) -> None:
    best = house.learner_ids[9]
    award(house, 5)
    sign_and_revoke(house, best)
    _, _, table, _, counted, _ = shown(house)
    assert rows(table)["Learner With 100"][1] == "Had it revoked"
    assert rows(table)["Learner With 90"][1:] == ["Has it already", "In force"]
    assert ticks(table)["Learner With 100"] is False
    assert counted["awards"] == 0
    again = {"every": True, "ids": [str(best)]}
    assert shown(house, ticked=again)[4]["awards"] == 1
    award(house, 1, again)
    assert [row for row in awarded(house) if row[0] == best] == [
        (best, 0, "revoked"),
        (best, 1, "approved"),
    ]


def test_the_question_names_the_number_and_the_first(house: House) -> None:
    opened, title, body, confirm, expected, *_ = award_confirm.ask(
        house.as_(Role.INSTRUCTOR), 1, [str(house.cohort_id)], None, ALL, str(house.achievement_id)
    )
    assert (opened, title, confirm, expected) == (True, "Award 5 badges?", "Award 5 badges", 5)
    assert "Learner With 60" in words(body)


def test_what_has_changed_since_the_question_is_said_and_nothing_awarded(house: House) -> None:
    with writing(house.web.engine)() as session:
        for result in session.scalars(select(Result).where(Result.score == 60)):
            session.delete(result)
        session.commit()
    with pytest.raises(ConflictError, match="Meanwhile 4 of those chosen qualify, not 5"):
        award(house, 5)
    assert awarded(house) == []


def test_a_second_press_awards_nobody_twice(house: House) -> None:
    award(house, 5)
    with pytest.raises(ConflictError):
        award(house, 5)
    assert len(awarded(house)) == 5


def test_only_who_may_award_reviews(house: House) -> None:
    for role in (Role.MODERATOR, Role.PARTNER, Role.LEARNER):
        with pytest.raises((ForbiddenError, NotFoundError)):
            award_review.layout(house.as_(role), html.Div, achievement_id=house.achievement_id)
        with pytest.raises((ForbiddenError, NotFoundError)):
            award(house, 5, role=role)
    with pytest.raises(NotFoundError):
        award_review.layout(
            house.seen_by(house.stranger), html.Div, achievement_id=house.achievement_id
        )


def test_nobody_sends_thousands_of_ids(house: House) -> None:
    many = {
        "every": True,
        "ids": [str(house.learner_ids[0])[:-6] + f"{n:06x}" for n in range(MOST_EXCEPTIONS + 1)],
    }
    with pytest.raises(BadInputError, match="one by one"):
        shown(house, ticked=many)


def test_renewing_shows_who_has_it_and_gives_a_new_badge_with_the_number_confirmed(
    house: House,
) -> None:
    badge, soon = str(house.achievement_id), NOW + timedelta(days=20)
    with writing(house.web.engine)() as session:
        of = session.get_one(Achievement, house.achievement_id)
        for who in (3, 8, 9):
            to = session.get_one(Learner, house.learner_ids[who])
            ends = soon if who < 9 else NOW + timedelta(days=500)
            make.award(session, of, to, valid_until=ends)
        session.commit()
    ctx = house.as_(Role.INSTRUCTOR)
    answer, choices, table, *_ = award_review.show(ctx, [], "", None, 1, None, ALL, badge, True)
    assert answer == (
        "1 learner of 3 will get it renewed; 1 cannot renew it now and 1 is one step away."
    )
    assert choices[1] == {"value": "new", "label": "Gets it renewed (1)"}
    assert rows(table)["Learner With 100"][1:] == [
        "Not to be renewed now",
        f"Good until {day((NOW + timedelta(days=500)).date())}",
    ]
    opened, title, body, deed, expected, *_ = award_confirm.ask(ctx, 1, [], "", ALL, badge, True)
    assert (opened, title, deed, expected) == (True, "Renew 1 badge?", "Renew 1 badge", 1)
    assert "the one before stays good to its end" in words(body)
    page = words(award_review.layout(ctx, html.Div, achievement_id=of.id, renewing=True))
    assert "Review and renew" in page
    where, *_ = award_confirm.award(
        ctx, 1, [], "", ALL, badge, True, 1, "", "", "all", "", None, None
    )
    ctx.jobs.work()
    with reading(house.web.engine)() as session:
        new = session.scalars(select(Award).where(Award.renews_id.is_not(None))).one()
    assert (new.learner_id, new.state) == (house.learner_ids[8], "issued")
    batch_page = words(batch.layout(ctx, html.Div, batch_id=UUID(where.rsplit("/", 1)[1])))
    assert "Renewal of" in batch_page
    renewed = house.web.browser().get(f"/badges/{new.id}").get_data(as_text=True)
    assert f"/badges/{new.renews_id}" in renewed
    assert "an earlier badge" in words(why.layout(ctx, award_id=new.id))
