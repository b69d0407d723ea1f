"""Awards are found and revoked with a reason; the page of a bulk award follows it to its end."""

from uuid import UUID, uuid4

import dash_bootstrap_components as dbc
import pytest
from dash import dcc, html, no_update
from sqlalchemy import select

from leap_dash.db import Award
from leap_dash.db.session import reading
from leap_dash.domain.access import Role
from leap_dash.domain.awards import BatchState
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.pages import awarding, awards, batch, batch_words, selecting, standing
from leap_dash.pages.standing import REINSTATE, REVOKE, SUSPEND
from leap_dash.queries.awards import award_rows
from leap_dash.records import BatchFailure, BatchRow
from tests.factories import NOW
from tests.pages.house import House, every, words

Changes = dict[str, dict[str, object]]


@pytest.fixture
def batch_id(house: House) -> str:
    """The five who qualify, decided and not yet signed."""
    address = awarding.award(
        house.as_(Role.INSTRUCTOR), 1, str(house.achievement_id), str(house.cohort_id), 5
    )
    assert isinstance(address, str)
    return address.removeprefix("/app/awards/")


@pytest.fixture
def issued(house: House, batch_id: str) -> list[UUID]:
    """The same, signed by the worker; their ids."""
    house.as_(Role.INSTRUCTOR).jobs.work()
    with reading(house.web.engine)() as session:
        return list(session.scalars(select(Award.id).where(Award.batch_id == UUID(batch_id))))


def listed(house: House, role: Role = Role.INSTRUCTOR, **filters: str) -> tuple[str, str]:
    """The answer and the list of awards in words."""
    given = dict.fromkeys(("badge", "cohort", "state"), "all") | {"search": ""} | filters
    answer, rows = awards.show(house.as_(role), **given, page=1, _changed=None)
    return answer, words(rows)


def states(house: House) -> set[tuple[str, str | None]]:
    """The states of all awards, and the reasons of those revoked."""
    with reading(house.web.engine)() as session:
        return {(row.state, row.status_reason) for row in session.scalars(select(Award))}


def boxes(ids: list[UUID]) -> list[dict[str, str]]:
    """Ids of the boxes beside these awards."""
    return [{"type": selecting.BOX, "award": str(each)} for each in ids]


def test_a_batch_under_way_shows_a_bar_and_asks_again(house: House, batch_id: str) -> None:
    answer, value, most, _, spoken, failed, ended, rows, *_ = batch.follow(
        house.as_(Role.INSTRUCTOR), 1, 1, None, batch_id
    )
    assert answer == "0 of 5 badges in Autumn issued so far."
    assert (value, most, ended, failed) == ("0", "5", False, [None, None])
    assert spoken == "Issuing has begun"
    assert "as soon as all is done" in words(rows)


def test_a_batch_that_has_ended_lists_its_badges_and_rests(
    house: House, batch_id: str, issued: list[UUID]
) -> None:
    answer, value, most, kind, spoken, _, ended, rows, *_ = batch.follow(
        house.as_(Role.MODERATOR), 9, 1, None, batch_id
    )
    assert answer == spoken == "5 badges issued in Autumn."
    assert (value, most, ended) == ("5", "5", True)
    assert "is-done" in kind
    assert "Learner With 60 Autumn in force 24 Nov 2026 Open badge Why" in words(rows)
    links = {getattr(link, "href", "") for link in every(rows, html.A)}
    assert {f"/badges/{each}" for each in issued} <= links


def test_the_bar_has_a_name_and_the_news_are_spoken(house: House, batch_id: str) -> None:
    page = batch.layout(house.as_(Role.INSTRUCTOR), html.Div, batch_id=UUID(batch_id))
    (bar,) = every(page, html.Progress)
    assert getattr(bar, "aria-label") == "Badges issued"
    assert any(getattr(part, "role", "") == "status" for part in every(page, html.Div))
    assert every(page, dcc.Interval)


@pytest.mark.parametrize("role", [Role.LEARNER, Role.PARTNER])
def test_nobody_else_sees_a_batch(house: House, batch_id: str, role: Role) -> None:
    with pytest.raises(NotFoundError):
        batch.follow(house.as_(role), 1, 1, None, batch_id)
    with pytest.raises(NotFoundError):
        batch.layout(house.seen_by(house.stranger), html.Div, batch_id=UUID(batch_id))


def row(**values: object) -> BatchRow:
    """A batch of 40 that is under way."""
    usual: dict[str, object] = {
        "id": uuid4(),
        "org_id": uuid4(),
        "achievement_id": uuid4(),
        "achievement_name": "Warm Welcome",
        "cohort_name": None,
        "state": BatchState.RUNNING,
        "total": 40,
        "issued": 0,
        "already": 0,
        "failed": (),
        "stopped_reason": None,
        "requested_by": "someone",
        "created_at": NOW,
        "finished_at": None,
    }
    return BatchRow(**usual | values)  # type: ignore[arg-type]


def test_what_went_wrong_is_said_in_words() -> None:
    failed = (BatchFailure("Ana Costa", "She has no e-mail address."),)
    done = row(state=BatchState.DONE, issued=39, already=2, failed=failed)
    assert batch_words.sentence(done) == (
        "39 badges issued; 2 learners had it already; 1 could not be issued."
    )
    stopped = row(state=BatchState.STOPPED, issued=7, stopped_reason="The key is missing.")
    assert batch_words.sentence(stopped) == (
        "Stopped after 7 of 40 badges: The key is missing. What was decided is kept."
    )


def test_progress_is_spoken_at_quarters_only() -> None:
    said = [batch_words.spoken(row(issued=issued)) for issued in range(40)]
    assert len(set(said)) == 4


def test_awards_are_listed_and_filtered(house: House, issued: list[UUID]) -> None:
    assert listed(house)[0] == "5 awards so far, newest first."
    assert listed(house, search="with 70")[0] == "1 award fits these filters, newest first."
    assert listed(house, state="revoked")[1] == "No award fits these filters. Show all awards"
    assert listed(house, badge=str(house.achievement_id))[0].startswith("5 awards fit")


def test_before_the_first_award_the_page_says_where_to_begin(house: House) -> None:
    answer, instead = listed(house)
    assert answer == "No badge has been awarded yet."
    assert instead.endswith("Choose a badge to award")


def test_the_page_of_awards_shows_the_latest_bulk_awards(house: House, batch_id: str) -> None:
    page = awards.layout(house.as_(Role.INSTRUCTOR), html.Div)
    links = {getattr(link, "href", "") for link in every(page, dcc.Link)}
    assert f"/app/awards/{batch_id}" in links
    assert "0 of 5" in words(page)


def test_the_question_names_what_will_be_revoked(house: House, issued: list[UUID]) -> None:
    opened, title, body, reason, confirm = standing.ask(
        house.as_(Role.INSTRUCTOR), REVOKE, 1, [True, True, False], boxes(issued[:3])
    )
    assert (opened, title, reason, confirm) == (True, "Revoke 2 badges?", "", "Revoke 2 badges")
    assert words(body).count("Warm Welcome") == 2


def test_the_question_speaks_of_one_badge_as_of_one(house: House, issued: list[UUID]) -> None:
    def asked(number: int) -> str:
        chosen = [True] * number, boxes(issued[:number])
        given = standing.ask(house.as_(Role.INSTRUCTOR), REVOKE, 1, *chosen)
        return words(given[2])

    assert "It stays on its public page, marked as revoked." in asked(1)
    assert "They stay on their public pages, marked as revoked." in asked(2)


def test_revoking_takes_the_chosen_ones_back_and_says_so(
    house: House, issued: list[UUID], said: Changes
) -> None:
    opened, renewed = standing.do(
        house.as_(Role.MODERATOR), REVOKE, 1, "Awarded in error", [True, False], boxes(issued[:2])
    )
    assert (opened, renewed) == (False, "revoke 1")
    assert states(house) == {("issued", None), ("revoked", "Awarded in error")}
    assert "1 badge was revoked" in words(said["toast"]["children"])
    assert listed(house, state="revoked")[0].startswith("1 award fits")
    assert "Awarded in error" in listed(house)[1]


def test_without_a_reason_nothing_is_revoked(house: House, issued: list[UUID]) -> None:
    with pytest.raises(BadInputError, match="reason"):
        standing.do(house.as_(Role.INSTRUCTOR), REVOKE, 1, "  ", [True], boxes(issued[:1]))
    assert states(house) == {("issued", None)}


def test_another_orgs_award_cannot_be_revoked(house: House, issued: list[UUID]) -> None:
    for context in (house.seen_by(house.stranger), house.as_(Role.LEARNER)):
        with pytest.raises(NotFoundError):
            standing.do(context, REVOKE, 1, "Mine now", [True], boxes(issued[:1]))
    assert states(house) == {("issued", None)}


def test_opening_the_page_revokes_nothing(house: House, issued: list[UUID]) -> None:
    given = (house.as_(Role.INSTRUCTOR), REVOKE, None)
    chosen = ([True], boxes(issued[:1]))
    assert standing.do(*given, "reason", *chosen) == (no_update, no_update)
    assert standing.ask(*given, *chosen) == (no_update,) * 5


def test_a_suspended_badge_can_be_chosen_again_and_reinstated(
    house: House, issued: list[UUID], said: Changes
) -> None:
    who, one = house.as_(Role.INSTRUCTOR), ([True], boxes(issued[:1]))
    standing.do(who, SUSPEND, 1, "A complaint is being looked into", *one)
    assert listed(house, state="suspended")[0].startswith("1 award fits")
    assert "A complaint is being looked into" in listed(house, state="suspended")[1]
    assert words(standing.ask(who, REINSTATE, 1, *one)[2]).count("Warm Welcome") == 1
    standing.do(who, REINSTATE, 1, None, *one)
    assert "1 badge was reinstated" in words(said["toast"]["children"])
    assert states(house) == {("issued", None)}


def test_a_row_is_named_by_its_learner_not_by_its_box(house: House, issued: list[UUID]) -> None:
    given = dict.fromkeys(("badge", "cohort", "state"), "all") | {"search": "with 70"}
    _, shown = awards.show(house.as_(Role.INSTRUCTOR), **given, page=1, _changed=None)
    (header,) = [head for head in every(shown, html.Th) if getattr(head, "scope", "") == "row"]
    assert words(header) == "Learner With 70"
    over, beside = [words(getattr(box, "label")) for box in every(shown, dbc.Checkbox)]  # noqa: B009
    assert (over, beside) == ("Select all on this page", "Select Warm Welcome of Learner With 70")


def test_a_box_says_what_it_selects(house: House, issued: list[UUID]) -> None:
    with house.as_(Role.INSTRUCTOR).reading() as (session, scope):
        (first, *_) = award_rows(session, scope, now=NOW).rows
    assert "Select Warm Welcome of Learner With" in words(getattr(standing.box(first), "label"))  # noqa: B009


def test_a_learner_sees_no_award_of_anyone(house: House, issued: list[UUID]) -> None:
    assert listed(house, Role.LEARNER)[0] == "No badge has been awarded yet."
    assert listed(house, Role.PARTNER)[0] == "No badge has been awarded yet."
