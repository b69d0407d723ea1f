"""What the parts of a rule are called where somebody writes one, and in which units."""

from leap_dash.domain.access import Role
from leap_dash.domain.criteria_draft import Draft, DraftGroup, Path, bounded

KINDS = {
    "result": "A mark for a piece of work",
    "average": "An average mark",
    "submitted": "Work handed in",
    "completed": "A course completed",
    "outcomes": "Learning outcomes achieved",
    "participation": "Weeks of activity",
    "skill": "A soft skill",
    "holds": "Another badge",
    "approved": "An approval",
}
GROUPS = {
    "all": "All of these",
    "any": "Any one of these",
    "at_least": "At least so many of these",
}
FIELDS = {
    "item": "Piece of work",
    "course": "Course",
    "category": "Kind of work",
    "min_percent": "At least, in percent",
    "min_share": "At least, in percent",
    "min_active_weeks": "At least, in weeks",
    "on_time": "Only what came on time counts",
    "with": "Final result",
    "skill": "Skill",
    "min_level": "At least at level",
    "achievement": "Badge",
    "by": "Approved by",
    "at_least": "How many of them",
}
EVERY_COURSE = {
    "result": "Any course",
    "participation": "Any one course",
    "completed": "Every course taken",
}
ALL_COURSES = "All courses taken"
ALL_WORK = "All work"
APPROVERS = {
    Role.MODERATOR: "A moderator",
    Role.ADMINISTRATOR: "An administrator",
}
NOTHING = " "
"""What a select holds where nothing is chosen: an empty value would show no words."""
PERCENT_OF_ONE = "min_share"
"""The field that the language keeps as a share from 0 to 1, and people write in percent."""


def place(path: Path) -> str:
    """The number of a node: 2.1 is the first in the second; the root has none."""
    return ".".join(str(position + 1) for position in path)


def heading(at: Draft, path: Path) -> str:
    """How a node is called."""
    what = "Group" if isinstance(at, DraftGroup) else "Condition"
    return f"{what} {place(path)}" if path else "The rule"


def shown(key: str, value: object) -> object:
    """A number as its field shows it."""
    if key != PERCENT_OF_ONE or isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return round(value * 100, 6)


def meant(key: str, written: object) -> object:
    """What the language keeps for what a field holds."""
    if written == NOTHING:
        return None
    if key != PERCENT_OF_ONE:
        return written
    kept = bounded(written)
    if isinstance(kept, bool) or not isinstance(kept, int | float):
        return kept
    return kept / 100
