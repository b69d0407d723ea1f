"""Beside the rule stands what it would do, with every number typed, in words and figures."""

from datetime import timedelta
from typing import Any

import pytest
from dash import dcc, no_update

from leap_dash.db import Achievement, Cohort, Learner
from leap_dash.db.session import writing
from leap_dash.domain.access import Role
from leap_dash.domain.errors import NotFoundError
from leap_dash.pages import rule_preview, rule_preview_later, rule_simulation
from tests import factories as make
from tests.pages.house import House, every, words

PLACES = 15


def shown(
    house: House, rule: object, role: Role = Role.INSTRUCTOR, clause: str | None = None
) -> tuple[Any, ...]:
    """What `show` puts into its places."""
    draft = {"badge": str(house.achievement_id), "rule": rule, "shape": "1.3"}
    places = rule_preview.show(house.as_(role), draft, clause, "light")
    assert len(places) == PLACES
    return places


def mark(percent: float, item: str = "tma-1") -> dict[str, Any]:
    """A rule of one clause."""
    return {"result": {"item": item, "min_percent": percent}}


def test_the_answer_follows_the_number(house: House) -> None:
    assert shown(house, mark(60))[0] == (
        "With this rule 5 learners of 10 would earn it; 5 are one step away."
    )
    assert shown(house, mark(90))[0] == (
        "With this rule 2 learners of 10 would earn it; 8 are one step away."
    )


def test_groups_names_and_figures_say_the_same(house: House) -> None:
    _, hidden, options, value, groups, later, no_spread, *figures = shown(house, mark(60))
    assert hidden is False
    assert options == [{"value": "0", "label": "TMA 1: 60 %"}]
    assert value == "0"
    assert no_spread is False
    assert "Autumn cohort 10 5 50" in words(groups)
    nearly = rule_preview_later.show_nearly(house.as_(Role.INSTRUCTOR), later)
    assert "One step away: 5 learners" in words(nearly)
    assert "Learner With 50 TMA 1: 50 %, needs 60 %" in words(nearly)
    links = {getattr(link, "href", "") for link in every(nearly, dcc.Link)}
    assert links == {f"/app/learners/{each}" for each in house.learner_ids[:5]}
    spread, drawn, _, table, stops, *_ = figures
    assert spread == "TMA 1: 5 of 10 learners reach 60\N{NARROW NO-BREAK SPACE}%."
    assert drawn["layout"]["shapes"][0]["x0"] == 60
    assert drawn["layout"]["meta"]["place"] == []
    assert "60 to 62.5" in words(table)
    assert stops == "TMA 1 stops most: 5 of 10 learners do not meet it, 5 lack only this."


def test_an_unknown_name_is_said_with_the_nearest_known_one(house: House) -> None:
    said, hidden, *rest = shown(house, mark(60, "tma-2"))
    assert hidden is True
    assert said == (
        "This rule cannot be counted yet. "
        'rule.result.item: there is no item "tma-2"; did you mean "tma-1"?'
    )
    assert all(each is no_update for each in rest)


@pytest.mark.parametrize("rule", [{"all": []}, {"result": {"item": "tma-1"}}, "all", 7, [1]])
def test_half_a_rule_is_said_and_the_figures_of_the_rule_before_go(
    house: House, rule: object
) -> None:
    said, hidden, *rest = shown(house, rule)
    assert said.startswith("This rule cannot be counted yet. rule")
    assert hidden is True
    assert all(each is no_update for each in rest)


def test_without_a_rule_it_says_what_to_do(house: House) -> None:
    for nothing in (None, {}, {"badge": str(house.achievement_id)}):
        said, hidden, *_ = rule_preview.show(house.as_(Role.INSTRUCTOR), nothing, None, None)
        assert said.startswith("Add a clause")
        assert hidden is True


def test_a_rule_without_a_number_has_no_line(house: House) -> None:
    *_, no_spread, spread, drawn, _, _, _, _, _, _ = shown(house, {"completed": {}})
    assert no_spread is True
    assert drawn is no_update
    assert spread == "No clause of this rule has a number to move."


def test_the_values_of_the_chosen_clause_are_shown(house: House) -> None:
    rule = {"all": [mark(60), {"submitted": {"min_share": 0.5}}]}
    places = shown(house, rule, clause="1")
    assert places[3] == "1"
    assert places[8]["layout"]["meta"] | {"value": 50} == {
        "place": [1],
        "clause": 1,
        "unit": "percent",
        "most": 100,
        "value": 50,
        "per_unit": 0.01,
        "shape": "1.3",
    }
    # What the address claims and the rule has not is the first.
    assert shown(house, rule, clause="77")[3] == "0"


def test_who_may_not_define_badges_finds_nothing(house: House) -> None:
    for role in (Role.MODERATOR, Role.PARTNER, Role.LEARNER):
        with pytest.raises(NotFoundError):
            shown(house, mark(60), role)
    draft = {"badge": str(house.achievement_id), "rule": mark(60)}
    with pytest.raises(NotFoundError):
        rule_preview.show(house.seen_by(house.stranger), draft, None, None)
    with pytest.raises(NotFoundError):
        rule_preview.show(house.as_(Role.INSTRUCTOR), draft | {"badge": "no id"}, None, None)
    later = draft | {"nearest": [str(each) for each in house.learner_ids], "one_step": 5}
    for ctx in (house.seen_by(house.stranger), house.as_(Role.MODERATOR)):
        with pytest.raises(NotFoundError):
            rule_preview_later.show_nearly(ctx, later)
        with pytest.raises(NotFoundError):
            rule_preview_later.show_elsewhere(ctx, later, wanted=True)
    with pytest.raises(NotFoundError):
        rule_preview_later.show_nearly(house.as_(Role.INSTRUCTOR), later | {"nearest": ["no id"]})


def test_other_organisations_are_counted_when_asked_for(house: House) -> None:
    ctx = house.as_(Role.INSTRUCTOR)
    later = shown(house, mark(60))[5]
    assert rule_preview_later.show_elsewhere(ctx, later, wanted=False) is None
    counted = words(rule_preview_later.show_elsewhere(ctx, later, wanted=True))
    assert "Κέντρο Κατάρτισης Tralee organisation 10 5" in counted
    # With none but the own there is nothing to ask for.
    draft = {"badge": str(house.achievement_id), "rule": mark(60)}
    *_, place = rule_preview_later.places(ctx, draft)
    assert getattr(place, "hidden", None) is True


@pytest.mark.parametrize("claimed", [None, {}, 7, {"nearest": 7, "one_step": "many"}])
def test_names_of_nothing_are_none(house: House, claimed: object) -> None:
    assert rule_preview_later.show_nearly(house.as_(Role.INSTRUCTOR), claimed) is no_update


def test_who_has_the_badge_already_is_counted_apart(house: House) -> None:
    with writing(house.web.engine)() as session:
        badge = session.get_one(Achievement, house.achievement_id)
        make.award(session, badge, session.get_one(Learner, house.learner_ids[9]))
        session.commit()
    assert shown(house, mark(60))[0] == (
        "With this rule 5 learners of 10 would earn it, 1 of whom has it or had it; "
        "5 are one step away."
    )


def test_a_cohort_that_has_ended_can_be_tried(house: House) -> None:
    draft = {"badge": str(house.achievement_id), "rule": mark(60)}
    ctx = house.as_(Role.INSTRUCTOR)
    assert "No cohort of this programme has ended" in words(
        rule_preview.parts_of_it(ctx, "rule-preview", draft)
    )
    with writing(house.web.engine)() as session:
        cohort = session.get_one(Cohort, house.cohort_id)
        cohort.starts_on = make.TODAY - timedelta(days=30)
        cohort.ends_on = make.TODAY - timedelta(days=1)
        session.commit()
    assert "Try the rule on it" in words(rule_preview.parts_of_it(ctx, "rule-preview", draft))
    cohort_id = str(house.cohort_id)
    said, hidden, heading, drawn, _, table = rule_simulation.show(ctx, 1, draft, cohort_id, "light")
    assert hidden is False
    assert heading.startswith("Autumn: 5 of 10 learners would have earned it in the end; 0 of them")
    assert drawn["data"][0]["y"] == [0, 0, 0, 0, 5]
    assert said.startswith("Each point:")
    assert "5 23 Nov 2026 5 50" in words(table)
    said, hidden, *_ = rule_simulation.show(
        ctx, 1, draft | {"rule": mark(60, "tma-2")}, cohort_id, "light"
    )
    assert hidden is True
    assert 'did you mean "tma-1"?' in said
    with pytest.raises(NotFoundError):
        rule_simulation.show(house.seen_by(house.stranger), 1, draft, cohort_id, "light")
