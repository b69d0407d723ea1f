"""The versions of a badge's rule: all of them, and the difference of two in words and in people."""

from functools import partial

import pytest
from dash import dcc, html

from leap_dash.db import Achievement, CriteriaRule, Learner
from leap_dash.db.session import writing
from leap_dash.domain.access import Role
from leap_dash.domain.errors import NotFoundError
from leap_dash.pages import controls, rule_versions
from tests import factories as make
from tests.pages.house import House, every, words


@pytest.fixture(autouse=True)
def in_a_callback(said: object) -> None:
    """As inside a callback, where nothing was changed by hand."""
    assert said == {}


def publish(house: House, *percents: float) -> None:
    """A version for each, from 2 on; who has 60 % has the badge by version 1."""
    with writing(house.web.engine)() as session:
        badge = session.get_one(Achievement, house.achievement_id)
        make.award(session, badge, session.get_one(Learner, house.learner_ids[5]))
        for number, percent in enumerate(percents, 2):
            badge.rule_version = number
            make.add(
                session,
                CriteriaRule(
                    achievement_id=badge.id,
                    version=number,
                    rule={"result": {"item": "tma-1", "min_percent": percent}},
                    narrative=f"At least {percent} in TMA 1.",
                    created_at=make.NOW,
                ),
            )
        session.commit()


def shown(
    house: House, *chosen: str | None, role: Role = Role.INSTRUCTOR, page: int = 1
) -> list[str]:
    """The difference in words, the choices, and the list."""
    older, newer, who = (*chosen, None, None, None)[:3]
    said, options, listed = rule_versions.show(
        house.as_(role), str(house.achievement_id), older, newer, who, page
    )
    return [words(said), " ".join(each["label"] for each in options), words(listed)]


def layout(house: House, role: Role = Role.INSTRUCTOR) -> html.Div:
    """The page."""
    page = rule_versions.layout(
        house.as_(role), partial(html.Div), achievement_id=house.achievement_id
    )
    assert isinstance(page, html.Div)
    return page


def test_every_version_stands_with_its_sentence_and_its_badges(house: House) -> None:
    publish(house, 80)
    page = words(layout(house))
    assert "2 versions published; version 2 is in force since 24 Nov 2026." in page
    assert "2, in force At least 80 in TMA 1. 24 Nov 2026 – 0 0" in page
    assert "1 What it takes to be host. 24 Nov 2026 – 1 1" in page


def test_a_single_version_says_what_will_stand_there(house: House) -> None:
    assert "There is one version only." in words(layout(house))


def test_the_newest_two_are_compared_in_words_and_people(house: House) -> None:
    publish(house, 50, 80)
    said, options, listed = shown(house)
    assert said == ("Version 3, against version 2 TMA 1: needs 80 % instead of 50 %.")
    assert options == "Gain (0) Lose (2) Keep it (1)"
    assert (
        "Of 10 learners, 6 would earn it by the older version and 3 by version 3: "
        "0 gain, 2 lose, 1 keeps the badge by an older version." in listed
    )


def test_any_two_can_be_compared_in_either_order(house: House) -> None:
    publish(house, 50, 80)
    for chosen in (("1", "2"), ("2", "1")):
        said, _, listed = shown(house, *chosen)
        assert "needs 50 % instead of 60 %" in said
        assert "Learner With 50 Autumn" in listed
    # What is no version, or the same twice, is the newest two.
    for older, newer in (("9", "2"), ("2", "2"), (None, "x")):
        assert "needs 80 % instead of 50 %" in shown(house, older, newer)[0]


def test_each_list_leads_to_its_learners(house: House) -> None:
    publish(house, 50, 80)
    assert "Learner With 50 Autumn Learner With 70 Autumn" in shown(house, "2", "3", "loses")[2]
    assert "Learner With 60 Autumn" in shown(house, "2", "3", "keeps")[2]
    _, _, listed = rule_versions.show(
        house.as_(Role.MODERATOR), str(house.achievement_id), "2", "3", "keeps", 1
    )
    (link,) = every(listed, dcc.Link)
    assert getattr(link, "href", "") == f"/app/learners/{house.learner_ids[5]}"


def test_a_page_past_the_end_is_the_last(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(house, 10)
    monkeypatch.setattr(controls, "ROWS", 2)
    listed = shown(house, "1", "2", "gains", page=9)[2]
    assert "Page 3 of 3" in listed
    assert "Learner With 50" in listed


def test_who_may_not_see_learners_finds_nothing(house: House) -> None:
    publish(house, 80)
    for role in (Role.PARTNER, Role.LEARNER):
        with pytest.raises(NotFoundError):
            layout(house, role)
        with pytest.raises(NotFoundError):
            shown(house, role=role)
    ctx = house.seen_by(house.stranger)
    with pytest.raises(NotFoundError):
        rule_versions.layout(ctx, partial(html.Div), achievement_id=house.achievement_id)
    with pytest.raises(NotFoundError):
        rule_versions.show(ctx, str(house.achievement_id), "1", "2", "gains", 1)
