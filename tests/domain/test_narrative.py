"""Rules and what learners have for them are said in words that are true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.domain.criteria import Rule, leaves
from leap_dash.domain.criteria_evaluate import ClauseOutcome, Measure, conclude
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.narrative import Names, clause_text, narrative
from tests.rules import rules

NAMES = Names(
    items={"1752": "TMA 3"}, courses={"AAA": "Management"}, achievements={"silver": "Silver host"}
)
BEFORE = "To earn this badge, a learner must "


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"result": {"item": "1752", "min_percent": 60}}, "reach at least 60 % in TMA 3"),
        (
            {"result": {"item": "1752", "course": "AAA", "min_percent": 60}},
            "reach at least 60 % in TMA 3 of Management",
        ),
        (
            {"average": {"min_percent": 62.5, "course": "BBB"}},
            "reach a weighted average of at least 62.5 % over all work due so far in BBB",
        ),
        (
            {"average": {"min_percent": 40, "category": "test", "course": "AAA"}},
            "reach a weighted average of at least 40 % over the test work due so far in Management",
        ),
        (
            {"submitted": {"min_share": 0.8, "on_time": True}},
            "hand in at least 80 % of all work due in all courses taken on time",
        ),
        (
            {"participation": {"min_active_weeks": 1}},
            "be active in at least 1 week of one course",
        ),
        (
            {"completed": {}},
            "complete every course taken with the final result pass or distinction",
        ),
        (
            {"skill": {"skill": "listening", "min_level": 3}},
            "show the skill listening at level 3 or above",
        ),
        (
            {"outcomes": {"min_share": 1, "course": "BBB"}},
            "achieve at least 100 % of the learning outcomes of BBB",
        ),
        ({"holds": {"achievement": "silver"}}, "hold the badge Silver host"),
        ({"approved": {"by": "moderator"}}, "be approved by a moderator"),
    ],
)
def test_every_clause_is_said_with_the_names_of_what_it_names(written: object, said: str) -> None:
    assert narrative(parse(written), NAMES) == f"{BEFORE}{said}."


def test_groups_within_groups_stay_apart() -> None:
    holds = [{"holds": {"achievement": name}} for name in "abcd"]
    rule = {
        "all": [
            holds[0],
            {"any": holds[1:3]},
            {"at_least": 1, "of": [{"all": [holds[3]]}, {"all": holds[:3]}]},
        ]
    }
    assert narrative(parse(rule), NAMES) == (
        f"{BEFORE}hold the badge a, (either hold the badge b or hold the badge c) and "
        "(meet at least 1 of these: hold the badge d; "
        "(hold the badge a, hold the badge b and hold the badge c))."
    )


@given(rules())
def test_a_narrative_names_every_threshold_and_is_one_sentence(rule: Rule) -> None:
    said = narrative(rule, NAMES)
    assert said.startswith(BEFORE)
    assert said.endswith(".")
    assert said.count("(") == said.count(")")
    assert "{" not in said


def outcome(written: object, found: Measure) -> ClauseOutcome:
    """The only clause of a rule, with what was found for it."""
    return conclude(parse(written), [found]).clauses[0]


@pytest.mark.parametrize(
    ("written", "found", "said"),
    [
        (
            {"result": {"item": "1752", "min_percent": 60}},
            Measure(58.0),
            "TMA 3: 58 %, needs 60 %",
        ),
        (
            {"result": {"item": "1752", "course": "AAA", "min_percent": 60}},
            Measure(None),
            "TMA 3 (Management): no mark yet, needs 60 %",
        ),
        (
            {"average": {"min_percent": 60, "course": "AAA"}},
            Measure(None, enrolled=False),
            "Average over all work in Management: not enrolled in Management, needs 60 %",
        ),
        (
            {"average": {"min_percent": 60}},
            Measure(None),
            "Average over all work in all courses taken: nothing due yet, needs 60 %",
        ),
        (
            {"submitted": {"min_share": 0.8, "category": "exam"}},
            Measure(2, 3),
            "Handed in of the exam work in all courses taken: 2 of 3 (66.6 %), needs 80 %",
        ),
        (
            {"submitted": {"min_share": 0.8}},
            Measure(0, 0),
            "Handed in of all work in all courses taken: nothing due yet, needs 80 %",
        ),
        (
            {"participation": {"min_active_weeks": 4}},
            Measure(1),
            "Active weeks in one course: 1 week, needs 4 weeks",
        ),
        (
            {"completed": {}},
            Measure(1, 2),
            "Completion of every course taken: 1 of 2 completed, needs pass or distinction",
        ),
        (
            {"skill": {"skill": "listening", "min_level": 3}},
            Measure(2),
            "Skill listening: level 2, needs level 3",
        ),
        (
            {"skill": {"skill": "listening", "min_level": 3}},
            Measure(None),
            "Skill listening: not recorded yet, needs level 3",
        ),
        (
            {"outcomes": {"min_share": 0.5}},
            Measure(1, 4),
            "Learning outcomes of all courses taken: 1 of 4 (25 %), needs 50 %",
        ),
        (
            {"holds": {"achievement": "silver"}},
            Measure(0),
            "Badge Silver host: not held, needs held",
        ),
        (
            {"approved": {"by": "moderator"}},
            Measure(0),
            "Approval by a moderator: not approved yet, needs approved",
        ),
    ],
)
def test_a_clause_says_what_there_is_and_what_it_takes(
    written: object, found: Measure, said: str
) -> None:
    assert str(clause_text(outcome(written, found), NAMES)) == said


@given(st.floats(0, 100), st.sampled_from([40.0, 60.0, 62.5, 66.67]))
def test_no_rounding_makes_a_miss_look_like_a_hit(percent: float, need: float) -> None:
    judged = outcome({"average": {"min_percent": need}}, Measure(percent))
    have = float(clause_text(judged, NAMES).have.removesuffix(" %"))
    assert (have >= need) is judged.met


@given(rules(), st.data())
def test_every_clause_has_words_whatever_was_found(rule: Rule, data: st.DataObject) -> None:
    found = st.builds(
        Measure, st.none() | st.integers(0, 5), st.none() | st.integers(0, 5), st.booleans()
    )
    size = len(list(leaves(rule)))
    evaluation = conclude(rule, data.draw(st.lists(found, min_size=size, max_size=size)))
    for judged in evaluation.clauses:
        text = clause_text(judged, NAMES)
        assert text.clause
        assert text.have
        assert text.need
        assert "{" not in str(text)
