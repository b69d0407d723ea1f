"""However somebody changes the draft of a rule, it stays one, and what it lacks is told."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.domain.criteria import LEAVES, Rule
from leap_dash.domain.criteria_draft import (
    GROUPS,
    Draft,
    DraftClause,
    DraftGroup,
    Path,
    complete,
    draft_json,
    draft_of,
    nodes,
    read_draft,
)
from leap_dash.domain.criteria_edit import (
    NEW_CLAUSE,
    NEW_GROUP,
    Edited,
    add,
    change_kind,
    move,
    move_in,
    move_out,
    neighbour_group,
    node,
    remove,
    set_field,
    set_threshold,
    wrap,
)
from leap_dash.domain.criteria_parse import FINAL_RESULTS, MAX_NODES
from leap_dash.domain.criteria_problems import EMPTY, problems
from leap_dash.domain.errors import BadRuleError, NotFoundError
from leap_dash.domain.known_names import KnownBadge, KnownItem, KnownNames
from leap_dash.domain.narrative import draft_narrative, narrative
from tests import rules

KNOWN = KnownNames(
    courses={code: f"Course {code}" for code in (*rules.COURSES, "Z")},
    items=tuple(
        KnownItem(key, f"Work {key}", course, "test")
        for key in (*rules.ITEMS, "x9")
        for course in (*rules.COURSES, "Z")
    ),
    badges={slug: KnownBadge(slug, frozenset()) for slug in (*rules.BADGES, "nobody-has-it")},
)
Edit = Callable[[Draft], Edited]
MARK = {"result": {"item": "t1", "min_percent": 60}}
AVERAGE = {"average": {"min_percent": 40}}
SKILL = {"skill": {"skill": "listening", "min_level": 3}}

values = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=300)
    | st.lists(st.sampled_from(FINAL_RESULTS), max_size=4)
)
NEW: tuple[Draft, ...] = (NEW_CLAUSE, NEW_GROUP)
keys = st.sampled_from(["item", "course", "min_percent", "min_share", "with", "by", "at_least"])


@st.composite
def edits(draw: st.DrawFn, draft: Draft) -> Edit:
    """Any change that a form can ask for, at any node of the draft."""
    path = draw(st.sampled_from([path for path, _ in nodes(draft)]))
    deeds: list[Edit] = [
        lambda draft: add(draft, path, draw(st.sampled_from(NEW))),
        lambda draft: wrap(draft, path, draw(st.sampled_from(GROUPS))),
        lambda draft: remove(draft, path),
        lambda draft: set_field(draft, path, draw(keys), draw(values)),
        lambda draft: set_threshold(draft, path, draw(values)),
        lambda draft: change_kind(draft, path, draw(st.sampled_from([*GROUPS, *LEAVES]))),
    ]
    if path:
        deeds += [
            lambda draft: move(draft, path, draw(st.sampled_from([-1, 1]))),
            lambda draft: move_in(draft, path),
            lambda draft: move_out(draft, path),
        ]
    return draw(st.sampled_from(deeds))


@given(rules.rules(), st.data())
def test_after_any_changes_it_is_a_rule_or_what_it_lacks_is_told(
    rule: Rule, data: st.DataObject
) -> None:
    draft = draft_of(rule)
    for _ in range(4):
        before = draft_json(draft)
        try:
            edited = data.draw(edits(draft))(draft)
        except BadRuleError:  # a field or a kind that this node does not have, or too large
            continue
        assert draft_json(draft) == before  # undoing is going back to it
        assert node(edited.draft, edited.path) is not None
        draft = edited.draft
        assert read_draft(draft_json(draft)) == draft
        assert draft_narrative(draft, KNOWN.names).endswith((".", "…"))
        named = problems(draft, KNOWN, "own")
        assert (complete(draft) is None) == any(each for each in named if not said_gone(each.words))
        assert all(each.words for each in named)


def said_gone(words: str) -> bool:
    """Whether a problem is of a name that stands for nothing: the form of the rule is right."""
    return words.startswith("There is no ")


@given(rules.rules())
def test_a_published_rule_and_its_draft_say_the_same(rule: Rule) -> None:
    draft = draft_of(rule)
    assert complete(draft) == rule
    assert problems(draft, KNOWN, "own") == ()
    assert draft_narrative(draft, KNOWN.names) == narrative(rule, KNOWN.names)


@given(rules.rules(), st.data())
def test_moving_back_undoes_a_move(rule: Rule, data: st.DataObject) -> None:
    draft = draft_of(rule)
    paths = [path for path, _ in nodes(draft) if path]
    if not paths:
        return
    path = data.draw(st.sampled_from(paths))
    by = data.draw(st.sampled_from([-1, 1]))
    moved = move(draft, path, by)
    assert node(moved.draft, moved.path) == node(draft, path)
    if moved.path != path:
        assert move(moved.draft, moved.path, -by) == Edited(draft, path)
    inside = move_in(draft, path)
    if neighbour_group(draft, path) == (*path[:-1], path[-1] - 1):
        assert move_out(inside.draft, inside.path) == Edited(draft, path)


def draft(written: object) -> Draft:
    """The draft of a rule in JSON."""
    return read_draft(written)


def test_a_condition_is_added_to_a_group_or_joins_one_that_stands_alone() -> None:
    added = add(draft(MARK), (), draft(AVERAGE))
    assert (draft_json(added.draft), added.path) == ({"all": [MARK, AVERAGE]}, (1,))
    again = add(added.draft, (), draft(SKILL))
    assert (draft_json(again.draft), again.path) == ({"all": [MARK, AVERAGE, SKILL]}, (2,))


def test_a_node_moves_into_the_group_beside_it_and_out_again() -> None:
    start = draft({"all": [{"any": [MARK]}, AVERAGE]})
    inside = move_in(start, (1,))
    assert (draft_json(inside.draft), inside.path) == ({"all": [{"any": [MARK, AVERAGE]}]}, (0, 1))
    assert move_out(inside.draft, inside.path) == Edited(start, (1,))
    after = move_in(draft({"all": [AVERAGE, {"any": [MARK]}]}), (0,))
    assert (draft_json(after.draft), after.path) == ({"all": [{"any": [AVERAGE, MARK]}]}, (0, 0))


def test_the_last_one_to_leave_a_group_takes_it_along() -> None:
    left = move_out(draft({"all": [{"any": [MARK]}, AVERAGE]}), (0, 0))
    assert (draft_json(left.draft), left.path) == ({"all": [MARK, AVERAGE]}, (0,))


def test_another_kind_keeps_what_both_have() -> None:
    written = {"average": {"course": "A", "category": "test", "min_percent": 70}}
    changed = change_kind(draft(written), (), "result")
    assert draft_json(changed.draft) == {"result": {"course": "A", "min_percent": 70}}
    counted = change_kind(draft({"all": [MARK, AVERAGE, SKILL]}), (), "at_least")
    assert draft_json(counted.draft) == {"at_least": 2, "of": [MARK, AVERAGE, SKILL]}
    assert draft_json(change_kind(counted.draft, (), "any").draft) == {
        "any": [MARK, AVERAGE, SKILL]
    }


def test_paths_mean_the_same_while_only_fields_change() -> None:
    start = draft({"all": [MARK, {"any": [AVERAGE]}]})
    assert set_field(start, (0,), "min_percent", 70).same_paths
    assert set_threshold(start, (1, 0), 70).same_paths
    for edited in (change_kind(start, (0,), "skill"), move(start, (0,), 1), add(start, (1,))):
        assert not edited.same_paths


@pytest.mark.parametrize("path", [(2,), (0, 0), (-1,), (1, 1), (1, 0, 0)])
def test_a_path_to_nothing_is_told(path: Path) -> None:
    start = draft({"all": [MARK, {"any": [AVERAGE]}]})
    for deed in (add, wrap, remove, move_in, lambda d, p: set_field(d, p, "course", "A")):
        with pytest.raises(NotFoundError, match="not there any more"):
            deed(start, path)


def test_a_draft_grows_no_larger_than_a_rule_may_be() -> None:
    start = draft({"all": [AVERAGE] * (MAX_NODES - 1)})
    with pytest.raises(BadRuleError, match="more than 200 nodes"):
        add(start, ())
    deep = draft(AVERAGE)
    for _ in range(19):
        deep = wrap(deep, ()).draft
    assert complete(deep) is not None
    with pytest.raises(BadRuleError, match="nested more than 20 deep"):
        wrap(deep, ())


@pytest.mark.parametrize(
    ("written", "key", "said"),
    [
        ({"result": {}}, "item", "Choose a piece of work."),
        ({"average": {"min_percent": 120}}, "min_percent", "120 is not possible: write a number"),
        ({"submitted": {"min_share": 1.2}}, "min_share", "120 is not possible: write a number"),
        ({"average": {"course": "Q", "min_percent": 1}}, "course", "There is no course “Q”"),
        ({"average": {"category": "dance", "min_percent": 1}}, "category", "kind “dance”"),
        ({"result": {"item": "t9", "min_percent": 1}}, "item", "There is no piece of work “t9”:"),
        ({"participation": {"min_active_weeks": 2.5}}, "min_active_weeks", "2.5 is not possible"),
        ({"completed": {"with": []}}, "with", "Choose one or more results."),
        ({"holds": {"achievement": "lead"}}, "achievement", "There is no badge “lead” any more"),
        ({"holds": {"achievement": "own"}}, "achievement", "cannot ask for itself"),
        ({"all": []}, EMPTY, "It has no condition yet: add one."),
        ({"all": [{"any": []}]}, EMPTY, "This group is empty"),
        ({"at_least": 3, "of": [AVERAGE]}, "at_least", "3 is not possible: there is 1 condition"),
        ({"at_least": None, "of": [AVERAGE] * 2}, "at_least", "Say how many, from 1 to 2."),
    ],
)
def test_each_problem_is_told_at_its_field(written: object, key: str, said: str) -> None:
    at_field = {p.key: p.words for p in problems(draft(written), KNOWN, "own")}
    assert said in at_field[key]


@pytest.mark.parametrize("number", [10**400, -(10**400), 1e300])
def test_a_number_out_of_all_bounds_is_told_at_its_field(number: float) -> None:
    found = set_field(DraftClause("average", {}), (), "min_percent", number).draft
    (problem,) = problems(found, KNOWN, "own")
    assert problem.key == "min_percent"
    assert "write a number from 0 to 100" in problem.words


@pytest.mark.parametrize("nothing", [float("inf"), float("nan")])
def test_what_is_no_number_empties_the_field(nothing: float) -> None:
    found = set_field(DraftClause("average", {"min_percent": 5}), (), "min_percent", nothing).draft
    assert found == DraftClause("average", {})


def test_a_pathway_through_itself_is_told_with_its_way() -> None:
    badges = {
        "own": KnownBadge("Host", frozenset()),
        "head": KnownBadge("Head host", frozenset({"chief"})),
        "chief": KnownBadge("Chief host", frozenset({"own"})),
    }
    rule = draft({"all": [AVERAGE, {"holds": {"achievement": "head"}}]})
    (problem,) = problems(rule, KnownNames(badges=badges), "own")
    assert (problem.path, problem.key) == ((1,), "achievement")
    assert "Host → Head host → Chief host → Host" in problem.words


def test_the_sentence_has_dots_for_what_is_to_come() -> None:
    written = {"all": [MARK, {"result": {}}, {"any": []}]}
    assert draft_narrative(draft(written), KNOWN.names) == (
        "To earn this badge, a learner must reach at least 60 % in Work t1, … and …"
    )


def test_clauses_and_groups_are_what_drafts_are_made_of() -> None:
    made = draft({"at_least": 1, "of": [{"skill": {"skill": "listening"}}]})
    assert made == DraftGroup("at_least", (DraftClause("skill", {"skill": "listening"}),), 1)
