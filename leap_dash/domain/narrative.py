"""Rules in words: the criteria that a badge shows, and what each clause has and needs.

Every text is one whole template with named places, kept in the tables below, so that translating
means translating templates. Nothing here decides anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import floor

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
    course_of,
    kind,
)
from leap_dash.domain.criteria_draft import Draft, DraftGroup, complete, draft_of
from leap_dash.domain.criteria_evaluate import SLACK, ClauseOutcome, needed


@dataclass(frozen=True, slots=True)
class Names:
    """Names for people by the keys that rules use; a key without a name stands for itself."""

    items: Mapping[str, str] = field(default_factory=dict)
    courses: Mapping[str, str] = field(default_factory=dict)
    achievements: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClauseText:
    """One clause for people: what it is about, what there is, what it takes."""

    clause: str
    have: str
    need: str

    def __str__(self) -> str:
        return f"{self.clause}: {self.have}, needs {self.need}"


# What a learner must do, after "To earn this badge, a learner must ...".
_DEMANDS = {
    "result": "reach at least {percent} in {item}",
    "result in course": "reach at least {percent} in {item} of {course}",
    "average": "reach a weighted average of at least {percent} over {work} due so far in {course}",
    "submitted": "hand in at least {percent} of {work} due in {course}",
    "submitted on time": "hand in at least {percent} of {work} due in {course} on time",
    "participation": "be active in at least {weeks} of {course}",
    "completed": "complete {course} with the final result {results}",
    "skill": "show the skill {skill} at level {number} or above",
    "outcomes": "achieve at least {percent} of the learning outcomes of {course}",
    "holds": "hold the badge {achievement}",
    "approved": "be approved by {role}",
}
# What a clause is about, before ": 58 %, needs 60 %".
_TOPICS = {
    "result": "{item}",
    "result in course": "{item} ({course})",
    "average": "Average over {work} in {course}",
    "submitted": "Handed in of {work} in {course}",
    "submitted on time": "On time of {work} in {course}",
    "participation": "Active weeks in {course}",
    "completed": "Completion of {course}",
    "skill": "Skill {skill}",
    "outcomes": "Learning outcomes of {course}",
    "holds": "Badge {achievement}",
    "approved": "Approval by {role}",
}
# What the learner has, and what is said while there is nothing.
_HAVE = {
    "result": "{percent}",
    "average": "{percent}",
    "submitted": "{count} of {of} ({percent})",
    "participation": "{weeks}",
    "completed": "{count} of {of} completed",
    "skill": "level {count}",
    "outcomes": "{count} of {of} ({percent})",
    "holds": "held",
    "approved": "approved",
}
_NOTHING_YET = {
    "result": "no mark yet",
    "average": "nothing due yet",
    "submitted": "nothing due yet",
    "skill": "not recorded yet",
    "outcomes": "no learning outcomes",
    "holds": "not held",
    "approved": "not approved yet",
}
_NEED = {
    "result": "{percent}",
    "average": "{percent}",
    "submitted": "{percent}",
    "participation": "{weeks}",
    "completed": "{results}",
    "skill": "level {number}",
    "outcomes": "{percent}",
    "holds": "held",
    "approved": "approved",
}
_ROLES = {
    Role.ADMINISTRATOR: "an administrator",
    Role.INSTRUCTOR: "an instructor",
    Role.MODERATOR: "a moderator",
    Role.PARTNER: "a national partner",
    Role.LEARNER: "a learner",
}
_ANY_COURSE = {"participation": "one course", "completed": "every course taken"}
_NOT_ENROLLED = "not enrolled in {course}"
_ALL_COURSES = "all courses taken"
_TO_COME = "…"


def narrative(rule: Rule, names: Names) -> str:
    """The criteria of a badge as one English sentence."""
    return draft_narrative(draft_of(rule), names)


def draft_narrative(draft: Draft, names: Names) -> str:
    """The same while it is written: dots stand for what is not filled in."""
    text = f"To earn this badge, a learner must {_demand(draft, names, nested=False)}"
    return text if text.endswith(_TO_COME) else f"{text}."


def clause_text(outcome: ClauseOutcome, names: Names) -> ClauseText:
    """A clause with what the learner has and what it takes, such as `TMA 3`, `58 %`, `60 %`."""
    leaf = outcome.clause
    places = _places(leaf, names)
    have = _have(outcome) if outcome.measure.enrolled else _NOT_ENROLLED.format(**places)
    return ClauseText(topic(leaf, names), have, _NEED[kind(leaf)].format(**places))


def topic(leaf: Leaf, names: Names) -> str:
    """What a clause is about, such as `TMA 3` or `Average over all work in Hospitality`."""
    return _TOPICS[_template(leaf)].format(**_places(leaf, names))


def _demand(draft: Draft, names: Names, *, nested: bool) -> str:
    if not isinstance(draft, DraftGroup):
        leaf = complete(draft)
        if leaf is None or isinstance(leaf, All | AnyOf | AtLeast):
            return _TO_COME
        return _DEMANDS[_template(leaf)].format(**_places(leaf, names))
    inside = nested or len(draft.children) > 1
    parts = [_demand(child, names, nested=inside) for child in draft.children]
    return _together(draft, parts or [_TO_COME], nested=nested)


def _together(group: DraftGroup, parts: Sequence[str], *, nested: bool) -> str:
    if len(parts) == 1:
        return parts[0]
    match group.kind:
        case "all":
            text = _joined(parts, "and")
        case "any":
            text = f"either {_joined(parts, 'or')}"
        case _:
            number = _TO_COME if group.number is None else group.number
            text = f"meet at least {number} of these: {'; '.join(parts)}"
    return f"({text})" if nested else text


def _joined(parts: Sequence[str], word: str) -> str:
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _template(leaf: Leaf) -> str:
    if isinstance(leaf, ItemResult) and leaf.course:
        return "result in course"
    if isinstance(leaf, Submitted) and leaf.on_time:
        return "submitted on time"
    return kind(leaf)


def _places(leaf: Leaf, names: Names) -> dict[str, str]:
    course = course_of(leaf)
    category = getattr(leaf, "category", None)
    places = {
        "course": names.courses.get(course, course)
        if course
        else _ANY_COURSE.get(kind(leaf), _ALL_COURSES),
        "work": f"the {category} work" if category else "all work",
    }
    match leaf:
        case ItemResult():
            places |= {
                "item": names.items.get(leaf.item, leaf.item),
                "percent": _percent(leaf.min_percent),
            }
        case Average():
            places["percent"] = _percent(leaf.min_percent)
        case Submitted() | Outcomes():
            places["percent"] = _percent(100 * leaf.min_share)
        case Participation():
            places["weeks"] = _weeks(leaf.min_active_weeks)
        case Completed():
            places["results"] = " or ".join(leaf.results)
        case Skill():
            places |= {"skill": leaf.skill, "number": str(leaf.min_level)}
        case Holds():
            places["achievement"] = names.achievements.get(leaf.achievement, leaf.achievement)
        case Approved():
            places["role"] = _ROLES[leaf.by]
    return places


def _have(outcome: ClauseOutcome) -> str:
    found = outcome.measure
    value, of = found.value, found.of
    flag = isinstance(outcome.clause, Holds | Approved)
    if value is None or of == 0 or (flag and not value):
        return _NOTHING_YET.get(kind(outcome.clause), "nothing yet")
    threshold = 100 * needed(outcome.clause, found) if of else needed(outcome.clause, found)
    return _HAVE[kind(outcome.clause)].format(
        percent=_percent(100 * value / of if of else value, max(1, _decimals(threshold))),
        count=f"{value:.0f}",
        weeks=_weeks(value),
        of=of,
    )


def _weeks(number: float) -> str:
    return "1 week" if number == 1 else f"{number:.0f} weeks"


def _percent(value: float, decimals: int = 6) -> str:
    """Cut, never rounded up: 59.96 % must not read as the 60 % that it misses."""
    scale = 10**decimals
    return (
        f"{floor(value * scale + SLACK * scale) / scale:.{decimals}f}".rstrip("0").rstrip(".")
        + " %"
    )


def _decimals(value: float) -> int:
    text = f"{value:.6f}".rstrip("0")
    return len(text.partition(".")[2])
