"""A badge's page says who qualifies and who nearly does; awarding asks first and is done once."""

from uuid import UUID

import pytest
from dash import dcc, html, no_update
from sqlalchemy import func, select

from leap_dash.db import Award
from leap_dash.db.session import reading
from leap_dash.domain.access import Role
from leap_dash.domain.errors import ConflictError, ForbiddenError, NotFoundError
from leap_dash.pages import achievement, achievements, awarding
from leap_dash.pages.achievement_lists import Showing
from leap_dash.queries.batches import batch
from tests.pages.house import House, every, words


def shown(house: House, role: Role, showing: str = "qualify") -> tuple[str, str, str]:
    """The answer, the list and the button of the badge's page, in words."""
    answer, _, listed, button = achievement.show(
        house.as_(role), "all", showing, 1, str(house.achievement_id)
    )
    return answer, words(listed), words(button)


def awards(house: House) -> int:
    """How many awards there are."""
    with reading(house.web.engine)() as session:
        return session.scalar(select(func.count()).select_from(Award)) or 0


def test_every_badge_is_a_card_that_leads_to_its_page(house: House) -> None:
    page = achievements.layout(house.as_(Role.INSTRUCTOR))
    assert "1 badge can be earned; 0 are held by learners; 1 has not been awarded yet." in words(
        page
    )
    new, card = every(page, dcc.Link)
    assert getattr(new, "href", None) == "/app/badges/new"
    assert getattr(card, "href", None) == f"/app/badges/{house.achievement_id}"
    assert "Warm Welcome" in words(card)
    assert "About host." in words(card)


def test_an_org_without_badges_is_told_what_to_do_first(house: House) -> None:
    page = achievements.layout(house.seen_by(house.stranger))
    assert "Your organisation awards no badge yet. New badge" in words(page)


def test_the_page_counts_and_names_who_qualifies(house: House) -> None:
    answer, listed, button = shown(house, Role.INSTRUCTOR)
    assert answer == ("5 learners qualify and do not have it yet; 5 are one step away; 0 have it.")
    assert "Learner With 60 Autumn 60 %" in listed
    assert "With 50" not in listed
    assert button == "Review and award Award 5 badges"


def test_one_step_away_says_the_missing_clause(house: House) -> None:
    _, listed, _ = shown(house, Role.INSTRUCTOR, "one-step")
    assert "Learner With 50 Autumn TMA 1 50 % 60 %" in listed
    assert "With 60" not in listed


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.PARTNER, Role.LEARNER])
def test_only_who_may_award_sees_the_button(house: House, role: Role) -> None:
    if role is Role.MODERATOR:
        assert shown(house, role)[2] == ""
    else:
        with pytest.raises(NotFoundError):
            shown(house, role)


def test_a_page_past_the_end_shows_the_last(house: House, said: object) -> None:
    answer, _, listed, _ = achievement.show(
        house.as_(Role.INSTRUCTOR), None, "qualify", 9, str(house.achievement_id)
    )
    assert answer.startswith("5 learners qualify")
    assert "Learner With 60" in words(listed)


def test_the_layout_of_a_foreign_badge_is_not_found(house: House) -> None:
    with pytest.raises(NotFoundError):
        achievement.layout(
            house.seen_by(house.stranger), html.Div, achievement_id=house.achievement_id
        )


def test_the_question_says_how_many_and_whom(house: House) -> None:
    opened, title, body, confirm, expected = awarding.ask(
        house.as_(Role.INSTRUCTOR), 1, str(house.achievement_id), "all"
    )
    assert (opened, title, confirm, expected) == (True, "Award 5 badges?", "Award 5 badges", 5)
    assert "Learner With 60" in words(body)


def test_a_long_list_of_names_is_cut_and_says_by_how_many(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(awarding, "NAMED", 2)
    _, _, body, _, _ = awarding.ask(house.as_(Role.INSTRUCTOR), 1, str(house.achievement_id), "all")
    assert "and 3 more" in words(body)


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.LEARNER])
def test_who_may_not_award_is_refused_by_name_of_the_right(house: House, role: Role) -> None:
    context, badge = house.as_(role), str(house.achievement_id)
    with pytest.raises(ForbiddenError, match="award badges"):
        awarding.ask(context, 1, badge, "all")
    with pytest.raises(ForbiddenError, match="award badges"):
        awarding.award(context, 1, badge, "all", 5)
    assert awards(house) == 0


def test_a_foreign_badge_cannot_be_awarded(house: House) -> None:
    with pytest.raises(NotFoundError):
        awarding.award(house.seen_by(house.stranger), 1, str(house.achievement_id), "all", 5)
    assert awards(house) == 0


def test_awarding_leads_to_the_batch_with_one_award_for_each(house: House) -> None:
    context = house.as_(Role.INSTRUCTOR)
    address = awarding.award(context, 1, str(house.achievement_id), str(house.cohort_id), 5)
    assert isinstance(address, str)
    batch_id = UUID(address.removeprefix("/app/awards/"))
    with context.reading() as (session, scope):
        assert batch(session, scope, batch_id).total == 5
    assert awards(house) == 5


def test_pressing_twice_awards_once(house: House) -> None:
    context = house.as_(Role.INSTRUCTOR)
    awarding.award(context, 1, str(house.achievement_id), "all", 5)
    with pytest.raises(ConflictError, match="nothing was awarded"):
        awarding.award(context, 2, str(house.achievement_id), "all", 5)
    assert awards(house) == 5


def test_when_the_list_has_changed_nothing_is_awarded(house: House) -> None:
    with pytest.raises(ConflictError, match="Meanwhile 5 of those chosen qualify, not 4"):
        awarding.award(house.as_(Role.INSTRUCTOR), 1, str(house.achievement_id), "all", 4)
    assert awards(house) == 0


def test_opening_the_page_awards_nothing(house: House) -> None:
    context, badge = house.as_(Role.INSTRUCTOR), str(house.achievement_id)
    assert awarding.award(context, None, badge, "all", 5) is no_update
    assert awarding.ask(context, None, badge, "all") == (no_update,) * 5


@pytest.mark.parametrize("claim", ["", "no id", "0b9c7a52-6a0c-4e0f-9f57-3f1f3b7d0e11"])
def test_an_id_that_names_nothing_is_not_found(house: House, claim: str) -> None:
    with pytest.raises(NotFoundError):
        achievement.show(house.as_(Role.INSTRUCTOR), "all", Showing.HOLD, 1, claim)
    with pytest.raises(NotFoundError):
        achievement.show(
            house.as_(Role.INSTRUCTOR), claim or "x", "qualify", 1, str(house.achievement_id)
        )
