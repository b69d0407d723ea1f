"""A rule that asks for an approval as well: the lists count it as given, and so do their rows."""

from urllib.parse import urlencode

import pytest
from sqlalchemy import update

from leap_dash.db import Achievement, CriteriaRule, Learner
from leap_dash.db.session import writing
from leap_dash.domain.access import Role
from leap_dash.exports.table import Form
from leap_dash.pages import achievement, downloads, rule_preview, rule_preview_later
from tests import factories as make
from tests.pages.house import RULE, House, words
from tests.pages.test_award_review import rows, shown, ticks
from tests.pages.test_downloads import rows_of

APPROVED = {"all": [{"approved": {"by": "moderator"}}, RULE]}


@pytest.fixture
def approving(house: House) -> House:
    """The house, whose badge takes an approval beside the mark."""
    with writing(house.web.engine)() as session:
        session.execute(update(CriteriaRule).values(rule=APPROVED))
        session.commit()
    return house


def test_the_preview_names_the_one_thing_missing_beside_the_approval(approving: House) -> None:
    ctx = approving.as_(Role.INSTRUCTOR)
    draft = {"badge": str(approving.achievement_id), "rule": APPROVED, "shape": "1.3"}
    later = rule_preview.show(ctx, draft, None, "light")[5]
    nearly = words(rule_preview_later.show_nearly(ctx, later))
    assert "One step away: 5 learners" in nearly
    assert "Learner With 50 TMA 1: 50 %, needs 60 %" in nearly


def test_the_page_of_the_badge_names_the_one_thing_missing(approving: House) -> None:
    ctx, badge = approving.as_(Role.INSTRUCTOR), str(approving.achievement_id)
    _, _, near, _ = achievement.show(ctx, "all", "one-step", 1, badge)
    assert "Learner With 50 Autumn TMA 1 50 % 60 %" in words(near)
    _, _, listed, _ = achievement.show(ctx, "all", "qualify", 1, badge)
    assert "Learner With 60 Autumn not approved yet 60 %" in words(listed)


def test_the_review_has_a_tick_for_whoever_lacks_the_approval_alone(approving: House) -> None:
    answer, _, table, *_ = shown(approving)
    assert answer == "5 learners of 10 will get it; 5 are one step away."
    found, boxes = rows(table), ticks(table)
    assert found["Learner With 60"][1:] == [
        "Gets it",
        "Approval by a moderator: not approved yet; TMA 1: 60 %",
    ]
    assert found["Learner With 50"][1:] == ["One step away", "TMA 1: 50 %, needs 60 %"]
    assert (boxes["Learner With 60"], boxes["Learner With 50"]) == (True, None)


def test_who_had_it_revoked_can_be_ticked_again(approving: House) -> None:
    with writing(approving.web.engine)() as session:
        badge = session.get_one(Achievement, approving.achievement_id)
        best = session.get_one(Learner, approving.learner_ids[9])
        make.award(session, badge, best, state="revoked")
        session.commit()
    table = shown(approving)[2]
    assert rows(table)["Learner With 100"][1] == "Had it revoked"
    assert rows(table)["Learner With 100"][2].endswith("Tick to award it again")
    assert ticks(table)["Learner With 100"] is False


def test_the_file_names_the_one_thing_missing(approving: House) -> None:
    ctx = approving.as_(Role.INSTRUCTOR)
    with approving.web.app.test_request_context(f"/?{urlencode({'show': 'one-step'})}"):
        _, *found = rows_of(downloads.send_badge(ctx, approving.achievement_id, Form.CSV))
    assert [row[3:] for row in found] == [
        ["TMA 1", f"{mark} %", "60 %"] for mark in (10, 20, 30, 40, 50)
    ]
