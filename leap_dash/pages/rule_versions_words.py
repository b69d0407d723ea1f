"""Sentences, lists and tables about the versions of a badge's rule."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from leap_dash.domain.criteria_difference import Difference
from leap_dash.domain.narrative import Names
from leap_dash.figures.words import NOTHING, count, day, number
from leap_dash.pages import parts
from leap_dash.queries.eligibility_lookup import Asked
from leap_dash.records import Concerned, RuleDifference, RuleVersion

_VERSIONS = (
    parts.Column("Version", short=True),
    parts.Column("What it asks", long=True),
    parts.Column("Published", short=True),
    parts.Column("By"),
    parts.Column("Badges given", numeric=True),
    parts.Column("Still in force", numeric=True),
)
_LABELS = {
    Concerned.GAINS: "Gain: would earn it by the newer one only",
    Concerned.LOSES: "Lose: would earn it by the older one only",
    Concerned.KEEPS: "Keep: have it by an older one and would not earn it now",
}
_SHORT = {Concerned.GAINS: "Gain", Concerned.LOSES: "Lose", Concerned.KEEPS: "Keep it"}
WHO = tuple((which.value, label) for which, label in _SHORT.items())
_NOBODY = {
    Concerned.GAINS: "Nobody would earn the badge by the newer version who would not by the older.",
    Concerned.LOSES: "Nobody would earn the badge by the older version only.",
    Concerned.KEEPS: "Nobody has the badge by an older version who does not meet the newer one.",
}


def sentence(versions: Sequence[RuleVersion]) -> str:
    """How many there are, and since when the one in force stands."""
    current = next((each for each in versions if each.in_force), None)
    if current is None:
        return "No version of this rule is published yet."
    since = day(current.published_at.date())
    return (
        f"{count(len(versions), 'version')} published; version {current.number} is in force since "
        f"{since}. A published version never changes, and whoever has the badge keeps it by the "
        "version that it was given by."
    )


def one_version() -> Component:
    """Instead of a comparison where there is nothing to compare."""
    return parts.empty(
        "There is one version only. When the rule is changed and published, the difference shows "
        "here: in words, and who gains, who loses and who keeps the badge."
    )


def listed(versions: Sequence[RuleVersion]) -> Component:
    """Each version with its sentence."""
    if not versions:
        return parts.empty("Nothing is published yet.")
    rows = [
        [
            f"{each.number}{_use(each)}",
            each.narrative,
            day(each.published_at.date()),
            each.by or NOTHING,
            number(each.given),
            number(each.held),
        ]
        for each in versions
    ]
    return parts.table("Versions of the rule", _VERSIONS, rows)


def _use(version: RuleVersion) -> str:
    """What a version is used for today."""
    if version.in_force:
        return ", in force"
    return ", for renewals" if version.for_renewals else ""


def names(before: Asked, after: Asked) -> Names:
    """The names that either version uses."""
    return Names(
        items={**before.names.items, **after.names.items},
        courses={**before.names.courses, **after.names.courses},
        achievements={**before.names.achievements, **after.names.achievements},
    )


def differences_panel(older: int, newer: int, said: Sequence[Difference]) -> Component:
    """What is different, a sentence each."""
    heading = f"Version {newer}, against version {older}"
    if not said:
        return parts.panel(heading, html.P("Both versions ask the same."))
    return parts.panel(heading, html.Ul([html.Li(each.text) for each in said]))


def options(found: RuleDifference) -> list[dict[str, str]]:
    """Whom the list can show, with how many they are."""
    return [
        {"value": which.value, "label": f"{label} ({number(found.concerned[which])})"}
        for which, label in _SHORT.items()
    ]


def people(found: RuleDifference, which: Concerned, newer: int) -> Component:
    """The counts in a sentence, and those asked for by name."""
    heading = f"{_LABELS[which]}: {count(found.concerned[which], 'learner')}"
    rows = [
        [dcc.Link(row.learner_name, href=f"/app/learners/{row.learner_id}"), row.cohort]
        for row in found.rows
    ]
    columns = (parts.Column("Learner"), parts.Column("Cohort"))
    return parts.panel(
        heading,
        [
            html.P(_counts(found, newer)),
            parts.table(heading, columns, rows) if rows else parts.empty(_NOBODY[which]),
        ],
    )


def _counts(found: RuleDifference, newer: int) -> str:
    concerned = found.concerned
    return (
        f"Of {count(found.learners, 'learner')}, {number(found.before)} would earn it by the older "
        f"version and {number(found.after)} by version {newer}: "
        f"{count(concerned[Concerned.GAINS], 'gains', 'gain')}, "
        f"{count(concerned[Concerned.LOSES], 'loses', 'lose')}, "
        f"{count(concerned[Concerned.KEEPS], 'keeps', 'keep')} the badge by an older version."
    )
