"""Rules of the language, drawn by Hypothesis: every node, and thresholds that can be met."""

from hypothesis import strategies as st

from leap_dash.domain.access import Role
from leap_dash.domain.criteria import (
    All,
    AnyOf,
    Approved,
    AtLeast,
    Average,
    Completed,
    Holds,
    ItemResult,
    Leaf,
    Outcomes,
    Participation,
    Rule,
    Skill,
    Submitted,
)

COURSES = ("A", "B", "C")
CATEGORIES = ("assignment", "test")
ITEMS = ("t1", "t2", "e1")
SKILLS = ("listening", "planning")
BADGES = ("gold", "silver")
APPROVERS = (Role.MODERATOR, Role.ADMINISTRATOR)
FINAL_RESULTS = ("pass", "distinction", "fail", "withdrawn")

# "Z" is a course that nobody takes, "x9" an item that there is none of.
courses = st.sampled_from([None, None, *COURSES, "Z"])
categories = st.sampled_from([None, None, *CATEGORIES])
percents = st.sampled_from([0.0, 25.0, 40.0, 50.0, 62.5, 75.0, 100.0]) | st.floats(0, 100)
shares = st.sampled_from([0.0, 0.25, 0.5, 2 / 3, 1.0]) | st.floats(0, 1)
final_results = st.sets(st.sampled_from(FINAL_RESULTS), min_size=1).map(
    lambda chosen: tuple(result for result in FINAL_RESULTS if result in chosen)
)


def leaves() -> st.SearchStrategy[Leaf]:
    """One clause of any kind."""
    return st.one_of(
        st.builds(ItemResult, st.sampled_from([*ITEMS, "x9"]), percents, courses),
        st.builds(Average, percents, courses, categories),
        st.builds(Submitted, shares, courses, categories, st.booleans()),
        st.builds(Participation, st.integers(0, 4), courses),
        st.builds(Completed, courses, final_results),
        st.builds(Skill, st.sampled_from(SKILLS), st.integers(0, 5)),
        st.builds(Outcomes, shares, courses),
        st.builds(Holds, st.sampled_from([*BADGES, "nobody-has-it"])),
        st.builds(Approved, st.sampled_from(APPROVERS)),
    )


def rules(most_leaves: int = 8) -> st.SearchStrategy[Rule]:
    """A tree of clauses."""
    return st.recursive(leaves(), _groups, max_leaves=most_leaves)


def _groups(children: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    several = st.lists(children, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(All, several),
        st.builds(AnyOf, several),
        several.flatmap(
            lambda chosen: st.builds(AtLeast, st.integers(1, len(chosen)), st.just(chosen))
        ),
    )


def everything() -> Rule:
    """One rule with every kind of clause in every form, to compare what is found for each."""
    scopes = (None, "A", "Z")
    kinds = (None, "assignment")
    return AtLeast(
        7,
        (
            *(ItemResult(item, 40.0, course) for item in ("t1", "x9") for course in scopes),
            *(Average(50.0, course, kind) for course in scopes for kind in kinds),
            *(
                Submitted(0.5, course, kind, on_time)
                for course in scopes
                for kind in kinds
                for on_time in (False, True)
            ),
            *(Participation(2, course) for course in scopes),
            *(Completed(course, ("pass", "distinction")) for course in scopes),
            *(Skill(skill, 3) for skill in SKILLS),
            *(Outcomes(0.5, course) for course in scopes),
            *(Holds(badge) for badge in (*BADGES, "nobody-has-it")),
            *(Approved(role) for role in APPROVERS),
        ),
    )
