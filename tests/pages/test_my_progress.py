"""A learner reads in plain words what is done, what is next, and what is missing."""

from datetime import timedelta
from uuid import uuid4

from dash import html

from leap_dash.db.session import writing
from leap_dash.domain.access import Role
from leap_dash.domain.awards import AwardState
from leap_dash.pages import badge_steps, my_progress
from leap_dash.records import ClauseStep, NextBadge, NextItem, OwnBadge, OwnCourse
from leap_dash.services.progress import refresh
from tests.factories import NOW, TODAY
from tests.pages.house import House, every, words

OWN = OwnBadge(
    award_id=uuid4(),
    achievement_id=uuid4(),
    name="Steady Hand",
    level="gold",
    issuer_name="Tralee",
    state=AwardState.ISSUED,
    issued_at=NOW,
    valid_until=None,
    status_reason=None,
    image_version=1,
)


def course(**values: object) -> OwnCourse:
    """A course in which nothing was due yet."""
    usual: dict[str, object] = {
        "org_name": "Tralee",
        "programme_name": "Hospitality",
        "cohort_name": "Autumn",
        "course_name": "Welcome",
        "status": "active",
        "final_result": None,
        "due": 0,
        "done": 0,
        "mean": None,
        "next_item": None,
    }
    return OwnCourse(**usual | values)  # type: ignore[arg-type]


def step(**values: object) -> ClauseStep:
    """A clause that lacks 2 of 60 percent."""
    usual: dict[str, object] = {
        "clause": "TMA 1",
        "have": "58 %",
        "need": "60 %",
        "met": False,
        "needed": True,
        "progress": 58 / 60,
    }
    return ClauseStep(**usual | values)  # type: ignore[arg-type]


def badge(*steps: ClauseStep, award: AwardState | None = None) -> NextBadge:
    """A badge with these clauses."""
    return NextBadge(
        achievement_id=OWN.achievement_id,
        name="Warm Welcome",
        level=None,
        description="",
        issuer_name="Tralee",
        award=award,
        steps=steps,
    )


def test_the_page_shows_the_learners_own_course_and_missing_step(house: House) -> None:
    with writing(house.web.engine)() as session:
        refresh(session, NOW)
        session.commit()
    page = my_progress.layout(house.as_(Role.LEARNER))
    text = words(page)
    assert "You handed in 1 of 1 item due so far." in text
    assert "One more step will bring you “Warm Welcome”." in text
    assert "TMA 1 50 %, needs 60 %" in text
    assert "You have no badge yet." in text
    assert all(getattr(bar, "aria-label", "") for bar in every(page, html.Progress))


def test_whoever_is_no_learner_has_an_empty_page(house: House) -> None:
    assert "You are in no course yet." in words(my_progress.layout(house.as_(Role.INSTRUCTOR)))


def test_the_answer_names_the_next_item_of_all_courses() -> None:
    soon, later = TODAY + timedelta(days=2), TODAY + timedelta(days=9)
    taken = [
        course(due=4, done=3, next_item=NextItem("Essay", later)),
        course(due=2, done=2, next_item=NextItem("Quiz", soon)),
    ]
    assert my_progress.sentence(taken, [OWN], []) == (
        "You handed in 5 of 6 items due so far. Next is Quiz, due 26 Nov 2026. You hold 1 badge."
    )
    assert my_progress.sentence([course()], [], [badge()]) == (
        "Nothing has been due yet. Your first badge is ahead."
    )


def test_nobody_is_told_of_badges_that_are_not_there() -> None:
    assert my_progress.sentence([course()], [], []) == "Nothing has been due yet."
    assert "no badge to earn yet" in words(my_progress._ahead([], []))
    assert words(my_progress._ahead([], [OWN])) == "You hold every badge of your programmes."


def test_a_badge_that_is_decided_or_complete_says_so() -> None:
    done = step(met=True, needed=False, progress=1.0)
    for ahead, expected in (
        (badge(done, award=AwardState.APPROVED), "This badge is decided and on its way."),
        (
            badge(done, award=AwardState.PROPOSED),
            "This badge is proposed: a moderator looks at it before it is issued.",
        ),
        (badge(done), "You did everything. Your instructor can award it now."),
        (badge(step(), step()), "2 steps to go"),
    ):
        assert badge_steps.to_go(ahead, my_progress.COMPLETE) == expected


def test_steps_are_told_without_blame_and_by_more_than_colour() -> None:
    texts = [
        words(badge_steps.step(each))
        for each in (
            step(),
            step(met=True, needed=False, have="72 %", progress=1.0),
            step(needed=False),
            step(have="not approved yet", need="approved", progress=0.0),
        )
    ]
    assert texts == [
        "○  TMA 1 58 %, needs 60 %",
        "✓  TMA 1 72 %, done",
        "·  TMA 1 58 %; not needed, another way is nearer",
        "○  TMA 1 not approved yet",
    ]


def test_a_revoked_badge_says_why() -> None:
    revoked = OwnBadge(
        award_id=OWN.award_id,
        achievement_id=OWN.achievement_id,
        name="Steady Hand",
        level=None,
        issuer_name="Tralee",
        state=AwardState.REVOKED,
        issued_at=NOW,
        valid_until=None,
        status_reason="Awarded in error",
        image_version=1,
    )
    text = words(my_progress._earned([revoked]))
    assert "revoked" in text
    assert "Awarded in error" in text


def test_a_finished_course_says_how_it_ended() -> None:
    cells = my_progress._course(course(final_result="distinction"), show_org=True)
    assert cells[1] == "Autumn, Tralee"
    assert cells[-1] == "passed with distinction"
