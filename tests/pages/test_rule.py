"""The form of a rule: what a change answers, what is told at which field, and what it costs."""

import json
from typing import Any

import dash_bootstrap_components as dbc
import pytest
from dash import dcc, html, no_update

from leap_dash.context import Context
from leap_dash.db import Achievement
from leap_dash.db.session import writing
from leap_dash.domain.access import APPROVING, Role
from leap_dash.domain.criteria_draft import Draft, DraftClause
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.criteria_problems import Problem, problems
from leap_dash.domain.errors import BadRuleError, ConflictError, NotFoundError
from leap_dash.domain.known_names import KnownItem, KnownNames
from leap_dash.domain.narrative import Names
from leap_dash.pages import achievement, rule, rule_checked, rule_publishing
from leap_dash.pages.rule_answer import ANSWER
from leap_dash.pages.rule_fields import MOST_OPTIONS, fields
from leap_dash.services.achievements import add_version
from tests import factories as make
from tests.pages.house import RULE, House, every, words

TREE, SENTENCE, STATE, DRAFT, TEXT, FOCUS, SAID, ERROR = range(len(ANSWER))


class Form:
    """The form as somebody fills it in."""

    def __init__(self, house: House, ctx: Context) -> None:
        self.house, self.ctx, self.badge = house, ctx, str(house.achievement_id)
        self.seen = "1.0"

    def do(self, deed: str, path: str = "", **more: object) -> tuple[Any, ...]:
        """What a press or a change answers."""
        told = {"do": deed, "path": path, "seen": self.seen, "at": 7, **more}
        answered = rule.edit(self.ctx, told, self.badge)
        if isinstance(answered[TREE], html.Div):
            self.seen = str(answered[TREE].to_plotly_json()["props"]["data-ld-shape"])
        return answered

    def fill(self, path: str, key: str, value: object) -> tuple[Any, ...]:
        """Fill in a field."""
        return self.do("field", path, key=key, value=value)


@pytest.fixture
def form(house: House, said: dict[str, Any]) -> Form:
    """An instructor's, with one condition: at least 60 % in TMA 1."""
    return Form(house, house.as_(Role.INSTRUCTOR))


def test_the_page_shows_the_rule_in_force_as_a_form(house: House) -> None:
    page = rule.layout(house.as_(Role.INSTRUCTOR), achievement_id=house.achievement_id)
    text = words(page)
    assert "The rule of “Warm Welcome”" in text
    assert "a learner must reach at least 60 % in TMA 1" in text
    assert "This is version 1, which is in force" in text
    stores = {getattr(store, "id", ""): store for store in every(page, dcc.Store)}
    draft = {"badge": str(house.achievement_id), "rule": RULE, "shape": "1.0"}
    assert getattr(stores["rule-draft"], "data", None) == draft
    ids = {getattr(part, "id", None) for part in every(page, html.Div)}
    assert "rule-preview" in ids


def test_a_condition_is_added_filled_in_and_said(form: Form) -> None:
    added = form.do("add")
    assert added[SENTENCE] == (
        "To earn this badge, a learner must reach at least 60 % in TMA 1 and …"
    )
    assert "Condition 2: Choose a piece of work." in words(added[STATE])
    assert added[FOCUS]["ids"] == ["rule-1-kind"]
    assert added[DRAFT] is no_update
    form.fill("2", "kind", "submitted")
    filled = form.fill("2", "min_share", 80)
    assert "hand in at least 80 % of all work" in filled[SENTENCE]
    assert filled[TREE] is no_update  # only what it touches is sent again
    assert filled[DRAFT]["rule"] == {"all": [RULE, {"submitted": {"min_share": 0.8}}]}
    assert json.loads(filled[TEXT]) == filled[DRAFT]["rule"]
    assert "Publish as version 2" in words(filled[STATE])


def test_a_bad_value_is_told_at_its_field_and_keeps_the_draft_from_being_published(
    form: Form, said: dict[str, Any]
) -> None:
    answered = form.fill("", "min_percent", 120)
    at_field = said["rule-min-percent-problem"]
    assert at_field["children"] == "120 is not possible: write a number from 0 to 100."
    assert "Publish" not in words(answered[STATE])
    assert answered[DRAFT] is no_update
    form.fill("", "min_percent", 70)
    assert said["rule-min-percent-problem"]["children"] == ""


def test_an_approval_is_asked_only_of_who_can_give_it(form: Form, said: dict[str, Any]) -> None:
    form.do("add")
    drawn = form.fill("2", "kind", "approved")[TREE]
    (select,) = (
        each for each in every(drawn, dbc.Select) if getattr(each, "id", "") == "rule-1-by"
    )
    offered = {each["value"].strip() for each in getattr(select, "options", [])}
    assert offered == {"", *APPROVING}
    form.fill("2", "by", "instructor")
    assert "There is no approval by “instructor”" in said["rule-1-by-problem"]["children"]


def test_undo_goes_back_one_change(form: Form) -> None:
    form.do("add-group")
    undone = form.do("undo")
    assert undone[SENTENCE] == "To earn this badge, a learner must reach at least 60 % in TMA 1."
    assert undone[FOCUS]["ids"][0] == "rule-undo"


def test_a_threshold_set_from_beside_the_form_shows_in_it(form: Form) -> None:
    answered = form.do("threshold", value=62.5)
    assert answered[DRAFT]["rule"] == {"result": {"item": "tma-1", "min_percent": 62.5}}
    assert "62.5 %" in answered[SENTENCE]
    assert answered[-1] == {"at": 7, "redraws": True}
    odds: tuple[dict[str, Any], ...] = ({"path": "0"}, {"path": "1"}, {"seen": None})
    for odd in odds:
        with pytest.raises(NotFoundError):
            form.do("threshold", **{"value": 60, **odd})


def test_the_line_of_a_figure_moves_no_other_threshold_than_its_own(form: Form) -> None:
    form.do("add")
    form.fill("2", "kind", "average")
    drawn = form.fill("2", "min_percent", 50)[DRAFT]
    form.do("add")  # what is open keeps the figure as it is
    moved = form.do("up", "2")
    assert moved[DRAFT] is no_update
    with pytest.raises(ConflictError, match="Fill in what is still open in the form"):
        form.do("threshold", "2", value=90, seen=drawn["shape"])
    form.do("remove", "3")
    answered = form.fill("1", "min_percent", 55)
    moved = form.do("threshold", "2", value=65, seen=answered[DRAFT]["shape"])
    rules = moved[DRAFT]["rule"]["all"]
    assert [leaf["min_percent"] for each in rules for leaf in each.values()] == [55, 65]


def test_beside_a_draft_that_is_open_the_line_of_the_rule_in_force_stays(form: Form) -> None:
    form.do("add-group")
    page = rule.layout(form.ctx, achievement_id=form.house.achievement_id)
    (store,) = (each for each in every(page, dcc.Store) if getattr(each, "id", "") == "rule-draft")
    shown = getattr(store, "data", {})
    assert shown["rule"] == RULE
    with pytest.raises(ConflictError, match="The figure shows another rule"):
        form.do("threshold", value=90, seen=shown["shape"])


def test_json_goes_both_ways_and_its_errors_name_the_place(form: Form) -> None:
    used = form.do("json", value='{"average": {"min_percent": 45}}')
    assert "weighted average of at least 45 %" in used[SENTENCE]
    assert used[ERROR] == ""
    for text, told in (
        ('{"average": {"min_percent": 45}', "line 1, column 32: this is no JSON"),
        ('{"average": {"min_percent": 450}}', "rule.average.min_percent: found 450; expected"),
        ('{"holds": {"achievement": "x"}}', 'rule.holds.achievement: there is no badge "x"'),
        ("[" * 90_000, "out of range"),
        ("1" * 5_000, "out of range"),
        ("", "line 1, column 1: this is no JSON"),
    ):
        refused = form.do("json", value=text)
        assert told in refused[ERROR]
        assert refused[TREE] is no_update
        assert refused[-1] == {"at": 7, "redraws": False}


def test_publishing_asks_with_the_sentence_and_leads_to_the_badge(
    form: Form, said: dict[str, Any]
) -> None:
    form.fill("", "min_percent", 70)
    opened, title, body, deed, asked = rule_publishing.ask_publish(form.ctx, 1, form.badge)
    assert (opened, title, deed) == (True, "Publish as version 2?", "Publish as version 2")
    assert "at least 70 % in TMA 1" in words(body)
    where = rule_publishing.publish(form.ctx, 1, form.badge, asked)
    assert where == f"/app/badges/{form.badge}"
    page = achievement.layout(form.ctx, html.Div, achievement_id=form.house.achievement_id)
    assert "version 2 of the rule" in words(page)
    assert "Version 2 of the rule is in force." in words(said["toast"]["children"])
    with pytest.raises(ConflictError, match="no draft to publish"):
        rule_publishing.publish(form.ctx, 1, form.badge, asked)


def test_what_the_question_did_not_show_is_not_published(form: Form) -> None:
    form.fill("", "min_percent", 70)
    *_, asked = rule_publishing.ask_publish(form.ctx, 1, form.badge)
    form.fill("", "min_percent", 71)  # was on its way when the question was asked
    for said_yes_to in (asked, None, "all"):
        with pytest.raises(ConflictError, match="changed after you were asked"):
            rule_publishing.publish(form.ctx, 1, form.badge, said_yes_to)
    form.fill("", "min_percent", 120)
    with pytest.raises(ConflictError, match="still open"):
        rule_publishing.ask_publish(form.ctx, 1, form.badge)
    form.fill("", "min_percent", 72)
    *_, asked = rule_publishing.ask_publish(form.ctx, 1, form.badge)
    assert asked == {"result": {"item": "tma-1", "min_percent": 72}}
    assert rule_publishing.publish(form.ctx, 1, form.badge, asked)


def test_another_version_meanwhile_is_told_instead_of_a_button(form: Form) -> None:
    form.fill("", "min_percent", 70)
    with writing(form.house.web.engine)() as session:
        badge = session.get_one(Achievement, form.house.achievement_id)
        add_version(session, badge, parse({"average": {"min_percent": 50}}), Names(), make.NOW)
        session.commit()
    answered = form.fill("", "min_percent", 75)
    assert "Meanwhile version 2 of this rule was published" in words(answered[STATE])
    assert "Publish as" not in words(answered[STATE])


def test_the_button_names_the_version_that_it_becomes_where_another_is_for_renewals(
    form: Form,
) -> None:
    with writing(form.house.web.engine)() as session:
        badge = session.get_one(Achievement, form.house.achievement_id)
        rule = parse({"average": {"min_percent": 50}})
        add_version(session, badge, rule, Names(), make.NOW, renewal=True)
        session.commit()
    answered = form.fill("", "min_percent", 75)
    assert "Publish as version 3" in words(answered[STATE])
    *_, asked = rule_publishing.ask_publish(form.ctx, 1, form.badge)
    rule_publishing.publish(form.ctx, 1, form.badge, asked)
    page = achievement.layout(form.ctx, html.Div, achievement_id=form.house.achievement_id)
    assert "version 3 of the rule" in words(page)


def test_a_change_of_what_a_colleague_has_replaced_meanwhile_is_refused(form: Form) -> None:
    with writing(form.house.web.engine)() as session:
        badge = session.get_one(Achievement, form.house.achievement_id)
        add_version(session, badge, parse({"average": {"min_percent": 50}}), Names(), make.NOW)
        session.commit()
    with pytest.raises(ConflictError, match="by a colleague"):
        form.fill("", "min_percent", 75)


def test_discarding_shows_what_is_in_force(form: Form) -> None:
    form.fill("", "min_percent", 70)
    assert "cannot be brought back" in words(
        rule_publishing.ask_discard(form.ctx, 1, form.badge)[2]
    )
    closed, where, *answered = rule_publishing.discard(form.ctx, 1, form.badge)
    assert (closed, where) == (False, no_update)
    assert answered[DRAFT]["rule"] == RULE
    assert "This is version 1" in words(answered[STATE])


def test_each_change_looks_through_the_draft_once(
    form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = list[str]()

    def counted(draft: Draft, known: KnownNames, slug: str) -> tuple[Problem, ...]:
        looked.append(slug)
        return problems(draft, known, slug)

    monkeypatch.setattr(rule_checked, "problems", counted)
    rule.layout(form.ctx, achievement_id=form.house.achievement_id)
    form.do("add")
    form.fill("2", "kind", "average")
    form.fill("2", "min_percent", 50)
    form.do("undo")
    rule_publishing.ask_discard(form.ctx, 1, form.badge)
    rule_publishing.discard(form.ctx, 1, form.badge)
    assert len(looked) == 6


@pytest.mark.parametrize("course", [None, "course"])
def test_the_chosen_piece_of_work_is_offered_however_many_there_are(course: str | None) -> None:
    many = range(MOST_OPTIONS + 40)
    known = KnownNames(
        courses={"course": "A course"},
        items=tuple(KnownItem(f"item-{at}", f"Task {at}", "course", "test") for at in many),
    )
    values = {"item": f"item-{many[-1]}", "min_percent": 60}
    clause = DraftClause("result", values if course is None else values | {"course": course})
    form = html.Div(fields(clause, (), known, "own", {}))
    (select,) = (each for each in every(form, dbc.Select) if getattr(each, "id", "") == "rule-item")
    labels = {each["value"]: each["label"] for each in getattr(select, "options", [])}
    assert labels[values["item"]].startswith(f"Task {many[-1]}")
    assert len(labels) == MOST_OPTIONS + 2


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.PARTNER, Role.LEARNER])
def test_who_may_not_define_badges_finds_no_rule(house: House, role: Role) -> None:
    with pytest.raises(NotFoundError):
        rule.layout(house.as_(role), achievement_id=house.achievement_id)
    if role is Role.MODERATOR:
        page = achievement.layout(house.as_(role), html.Div, achievement_id=house.achievement_id)
        assert "Edit the rule" not in words(page)


@pytest.mark.parametrize(
    "told",
    [
        {"do": "explode"},
        {"path": "1.x"},
        {"path": "0"},
        {"path": 5},
        {"path": "9"},
        {"seen": None},
        {"at": "now"},
        {"do": "field", "key": "kind", "value": "sudo"},
        {"do": "field", "key": "item", "value": {"a": 1}},
        {"do": "field", "key": "min_share", "value": 10**400},
        {"do": "field", "key": "nothing", "value": 1},
    ],
)
def test_what_no_form_sends_changes_nothing(form: Form, told: dict[str, Any]) -> None:
    usual = {"do": "add", "path": "", "seen": "1.0", "at": 7}
    with pytest.raises((NotFoundError, BadRuleError, ConflictError)):
        rule.edit(form.ctx, usual | told, form.badge)
    assert "This is version 1" in words(
        rule.layout(form.ctx, achievement_id=form.house.achievement_id)
    )
