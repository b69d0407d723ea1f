"""The rule language: what a learner must have done to earn a badge, as a small tree.

A rule is data: nodes, their JSON form, and what they name. Reading untrusted JSON is
`criteria_parse`, judging a learner is `criteria_evaluate`, words for people are `narrative`.
"""

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from typing import Any, TypeAlias

from leap_dash.domain.access import Role

COMPLETED = ("pass", "distinction")
"""Final results that complete a course, unless a rule says otherwise."""


@dataclass(frozen=True, slots=True)
class ItemResult:
    """The best result of a line item is at least `min_percent` (0-100) of its maximum."""

    item: str
    min_percent: float
    course: str | None = None


@dataclass(frozen=True, slots=True)
class Average:
    """The weighted mean over the due items, a missing one as 0, is at least `min_percent`."""

    min_percent: float
    course: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """At least `min_share` (0-1) of the due items was handed in, or handed in on time."""

    min_share: float
    course: str | None = None
    category: str | None = None
    on_time: bool = False


@dataclass(frozen=True, slots=True)
class Participation:
    """Active in at least so many weeks of a course; of any one course where none is named."""

    min_active_weeks: int
    course: str | None = None


@dataclass(frozen=True, slots=True)
class Completed:
    """The final result of every course in question is one of these."""

    course: str | None = None
    results: tuple[str, ...] = COMPLETED


@dataclass(frozen=True, slots=True)
class Skill:
    """An instructor recorded that soft skill at `min_level` or above."""

    skill: str
    min_level: int


@dataclass(frozen=True, slots=True)
class Outcomes:
    """At least `min_share` (0-1) of the learning outcomes is achieved."""

    min_share: float
    course: str | None = None


@dataclass(frozen=True, slots=True)
class Holds:
    """Holds that badge of the same org, issued and neither revoked nor expired."""

    achievement: str


@dataclass(frozen=True, slots=True)
class Approved:
    """Someone in that role approved this award."""

    by: Role


@dataclass(frozen=True, slots=True)
class All:
    """Every child is met."""

    children: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One child is met."""

    children: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many of the children are met."""

    number: int
    children: tuple["Rule", ...]


Leaf: TypeAlias = (
    ItemResult
    | Average
    | Submitted
    | Participation
    | Completed
    | Skill
    | Outcomes
    | Holds
    | Approved
)
Group: TypeAlias = All | AnyOf | AtLeast
Rule: TypeAlias = Leaf | Group

LEAVES: dict[str, type[Leaf]] = {
    "result": ItemResult,
    "average": Average,
    "submitted": Submitted,
    "participation": Participation,
    "completed": Completed,
    "skill": Skill,
    "outcomes": Outcomes,
    "holds": Holds,
    "approved": Approved,
}
_KINDS: dict[type[Leaf], str] = {node: kind for kind, node in LEAVES.items()}


@dataclass(frozen=True, slots=True)
class References:
    """What a rule names. An item comes with the course it is looked for in, if one is named."""

    items: frozenset[tuple[str, str | None]]
    courses: frozenset[str]
    categories: frozenset[str]
    achievements: frozenset[str]
    skills: frozenset[str]


def json_keys(node: type[Leaf]) -> dict[str, bool]:
    """The keys that a leaf has in JSON, and whether each is required."""
    return {json_key(name): required for name, required in _fields(node)}


def json_key(name: str) -> str:
    """The key in JSON of a leaf's field (`with` is no name in Python)."""
    return "with" if name == "results" else name


def field_name(key: str) -> str:
    """The field of a leaf that a key in JSON stands for; the reverse of `json_key`."""
    return "results" if key == "with" else key


def required(group: Group) -> int:
    """How many of the children must be met."""
    match group:
        case All():
            return len(group.children)
        case AnyOf():
            return 1
        case AtLeast():
            return group.number


def leaves(rule: Rule, path: str = "") -> Iterator[tuple[str, Leaf]]:
    """Every leaf with its path in the tree, such as `all[1].average`, in the order written."""
    if isinstance(rule, All | AnyOf | AtLeast):
        for position, child in enumerate(rule.children):
            yield from leaves(child, f"{path}{children_key(rule)}[{position}].")
    else:
        yield f"{path}{kind(rule)}", rule


def roles_asked(rule: Rule) -> frozenset[Role]:
    """The roles whose approval the rule's clauses ask for."""
    return frozenset(leaf.by for _, leaf in leaves(rule) if isinstance(leaf, Approved))


def course_of(leaf: Leaf) -> str | None:
    """The code of the course that a leaf names; none for all of them, or where none matters."""
    course: str | None = getattr(leaf, "course", None)
    return course


def category_of(leaf: Leaf) -> str | None:
    """The category of items that a leaf names; none for all of them, or where none matters."""
    category: str | None = getattr(leaf, "category", None)
    return category


def children_key(group: Group) -> str:
    """The key in JSON under which a group lists its children."""
    match group:
        case All():
            return "all"
        case AnyOf():
            return "any"
        case AtLeast():
            return "of"


def kind(leaf: Leaf) -> str:
    """The key in JSON of a leaf."""
    return _KINDS[type(leaf)]


def to_json(rule: Rule) -> dict[str, Any]:
    """The JSON form, one for every rule of the same meaning: what is left out is the default."""
    if isinstance(rule, All | AnyOf | AtLeast):
        listed = {children_key(rule): [to_json(child) for child in rule.children]}
        return {"at_least": rule.number, **listed} if isinstance(rule, AtLeast) else listed
    return {kind(rule): {json_key(f.name): _plain(getattr(rule, f.name)) for f in _given(rule)}}


def references(rule: Rule) -> References:
    """The items, courses, categories, achievements and skills that a rule names."""
    found = [leaf for _, leaf in leaves(rule)]
    return References(
        items=frozenset((leaf.item, leaf.course) for leaf in found if isinstance(leaf, ItemResult)),
        courses=frozenset(filter(None, map(course_of, found))),
        categories=frozenset(filter(None, map(category_of, found))),
        achievements=frozenset(leaf.achievement for leaf in found if isinstance(leaf, Holds)),
        skills=frozenset(leaf.skill for leaf in found if isinstance(leaf, Skill)),
    )


def _fields(node: type[Leaf]) -> list[tuple[str, bool]]:
    return [(f.name, f.default is MISSING) for f in fields(node)]


def _given(leaf: Leaf) -> list[Any]:
    return [f for f in fields(leaf) if getattr(leaf, f.name) != f.default]


def _plain(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, tuple):
        return list(value)
    return value.value if isinstance(value, Role) else value
