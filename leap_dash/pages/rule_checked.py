"""The draft of a rule with all that is open or wrong in it, found out once for the whole page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leap_dash.domain.criteria import to_json
from leap_dash.domain.criteria_draft import Path, complete
from leap_dash.domain.criteria_problems import Problem, problems
from leap_dash.records import RuleWorkspace

Problems = Mapping[tuple[Path, str], Problem]
"""By the path of a node and the key of a field, in the order of the tree."""


@dataclass(frozen=True, slots=True)
class Checked:
    """`rule` is the JSON that the draft has become, none while anything is missing.

    A rule may be whole and yet have problems: it may name what there is not.
    """

    work: RuleWorkspace
    problems: Problems
    rule: dict[str, Any] | None

    @property
    def publishable(self) -> dict[str, Any] | None:
        """The rule while nothing is open or wrong."""
        return None if self.problems else self.rule


def checked(work: RuleWorkspace) -> Checked:
    """Look through the whole draft."""
    found = {(each.path, each.key): each for each in problems(work.draft, work.known, work.slug)}
    rule = complete(work.draft)
    return Checked(work, found, None if rule is None else to_json(rule))
