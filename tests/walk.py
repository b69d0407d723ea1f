"""How to call every route, page and callback of the app with the ids of one org or another.

What is new in the app and not known here fails the walk, with what to add.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.routing import Rule

from leap_dash.domain.access import Role
from leap_dash.domain.mail_off import off_token
from tests.two_orgs import Side
from tests.web import SECRET_KEY, Web

# What fills the parameters of a route, by their names.
ROUTE_VALUES: Mapping[str, Callable[[Side], str]] = {
    "award_id": lambda side: str(side.ids["award_id"]),
    "achievement_id": lambda side: str(side.ids["achievement_id"]),
    "file_id": lambda side: str(side.ids["file_id"]),
    "endorsement_id": lambda side: str(side.ids["endorsement_id"]),
    "slug": lambda side: side.slug,
    "number": lambda _side: "1",
    "purpose": lambda _side: "revocation",
    "language": lambda _side: "de",
    "filename": lambda _side: "logo.svg",
    "package_name": lambda _side: "dash",
    "fingerprinted_path": lambda _side: "deps/react@18.3.1.min.js",
    "path": lambda _side: "cohorts",
    "cohort_id": lambda side: str(side.ids["cohort_id"]),
    "form": lambda _side: "csv",
    "code": lambda side: f"code-{side.slug}",
    "token": lambda side: off_token(SECRET_KEY, side.ids["event_mail_id"]),
}
RULE_CHANGES: tuple[dict[str, object], ...] = tuple(
    {"path": "", "seen": "1.0", "at": 1, **told}
    for told in (
        dict[str, object](do="add"),
        dict[str, object](do="field", path="2", seen="1.1", key="kind", value="average"),
        dict[str, object](do="field", path="2", seen="1.2", key="min_percent", value=55),
        dict[str, object](do="undo"),
        dict[str, object](do="json", value='{"average": {"min_percent": 50}}'),
        *(dict[str, object](do="threshold", seen=f"1.{moves}", value=45) for moves in range(8)),
    )
)
"""Changes in the form of a rule, one after another."""
# What a callback is given, by the id and property of its inputs and states. Each gives the values
# to try; ids of rows come from the side, so that those of the other org are tried too.
CONTROL_VALUES: Mapping[str, Callable[[Side], list[Any]]] = {
    "theme.data": lambda _side: ["light"],
    "saved-views-wanted.data": lambda side: [
        {"deed": "list"},
        {"deed": "save", "name": "Mine", "address": "/app/cohorts#status=behind"},
        {"deed": "forget", "id": str(side.ids["view_id"])},
    ],
    "cohort-id.data": lambda side: [str(side.ids["cohort_id"])],
    "cohort-course.value": lambda side: ["all", f"code-{side.slug}"],
    "cohort-category.value": lambda _side: ["all"],
    "cohort-status.value": lambda _side: ["all"],
    "cohort-search.value": lambda side: ["", f"key-{side.slug}-1"],
    "cohort-sort.value": lambda _side: ["name"],
    "cohort-as-of.value": lambda _side: ["", "week:3"],
    "cohort-heatmap-switch.value": lambda _side: [False, True],
    "cohort-page.value": lambda _side: [1],
    "patterns-cohort.data": lambda side: [str(side.ids["cohort_id"])],
    "patterns-course.value": lambda side: [f"code-{side.slug}", None],
    "patterns-as-of.value": lambda _side: ["", "week:2"],
    "patterns-behind.value": lambda side: ["week-0", "left-0", f"item-{side.ids['item_id']}"],
    "cohort-badges-id.data": lambda side: [str(side.ids["cohort_id"])],
    "cohort-badges-badge.value": lambda side: [str(side.ids["achievement_id"])],
    "cohort-badges-who.value": lambda _side: ["one-step", "stopped-0", "only-0"],
    "cohort-badges-page.value": lambda _side: [1],
    "course-cohort.data": lambda side: [str(side.ids["cohort_id"])],
    "course-code.data": lambda side: [f"code-{side.slug}"],
    "cohort-thresholds-open.n_clicks": lambda _side: [1],
    "cohort-thresholds-usual.n_clicks": lambda _side: [1],
    "cohort-thresholds-dialog-confirm.n_clicks": lambda _side: [1],
    "cohort-thresholds-dialog-cancel.n_clicks": lambda _side: [1],
    "cohort-thresholds-set.data": lambda _side: [None],
    "cohort-threshold-missing-items.value": lambda _side: [3],
    "cohort-threshold-mean-below.value": lambda _side: [45.5],
    "cohort-threshold-quiet-days.value": lambda _side: [14],
    "cohort-threshold-stopped-days.value": lambda _side: [28],
    "badge-id.data": lambda side: [str(side.ids["achievement_id"])],
    "badge-cohort.value": lambda side: ["all", str(side.ids["cohort_id"])],
    "badge-showing.value": lambda _side: ["new", "all"],
    "badge-page.value": lambda _side: [1],
    "badge-award.n_clicks": lambda _side: [1],
    "badge-award-dialog-confirm.n_clicks": lambda _side: [1],
    "badge-award-expected.data": lambda _side: [9, 8],
    "badge-new-create.n_clicks": lambda _side: [1],
    "badge-new-name.value": lambda _side: ["Another badge"],
    "badge-new-description.value": lambda _side: ["Is another."],
    "badge-new-programme.value": lambda side: [
        f"{side.ids['org_id']} {side.ids['programme_id']}",
        "",
    ],
    "badge-new-level.value": lambda _side: ["none"],
    "rule-badge.data": lambda side: [str(side.ids["achievement_id"])],
    "rule-edit.data": lambda _side: [*RULE_CHANGES],
    "rule-publish.n_clicks": lambda _side: [1],
    "rule-publish-wish.data": lambda _side: [1],
    "rule-asked.data": lambda _side: [{"average": {"min_percent": 45}}],
    "rule-publish-dialog-confirm.n_clicks": lambda _side: [1],
    "rule-discard-wish.data": lambda _side: [1],
    "rule-discard-dialog-confirm.n_clicks": lambda _side: [1],
    "rule-draft.data": lambda side: [
        {"badge": str(side.ids["achievement_id"]), "rule": rule}
        for rule in (
            {"average": {"min_percent": 45}},
            {"result": {"item": f"item-{side.slug}", "min_percent": 40}},
        )
    ],
    "rule-simulation-try.n_clicks": lambda _side: [1],
    "rule-simulation-cohort.value": lambda side: [str(side.ids["cohort_id"])],
    "rule-preview.id": lambda _side: ["rule-preview"],
    "rule-preview-later.data": lambda side: [
        {
            "badge": str(side.ids["achievement_id"]),
            "rule": {"average": {"min_percent": 45}},
            "nearest": [str(side.ids["learner_id"]), str(side.ids["other_learner_id"])],
            "one_step": 2,
        }
    ],
    "rule-preview-elsewhere-switch.value": lambda _side: [True],
    "rule-preview-clause.value": lambda _side: ["0", None],
    "review-badge.data": lambda side: [str(side.ids["achievement_id"])],
    "review-cohorts.value": lambda side: [[], [str(side.ids["cohort_id"])]],
    "review-showing.value": lambda _side: ["everyone", "new"],
    "review-page.value": lambda _side: [1],
    "review-list.value": lambda side: ["", str(side.ids["list_id"])],
    "review-upload.contents": lambda side: [
        "data:text/csv;base64," + b64encode(f"key-{side.slug}-1\nnobody".encode()).decode()
    ],
    "review-note.value": lambda _side: ["Well done."],
    "review-link.value": lambda _side: ["https://work.example.org/1"],
    "review-for.value": lambda side: ["all", str(side.ids["learner_id"])],
    "review-file.contents": lambda _side: [
        None,
        "data:application/pdf;base64," + b64encode(b"%PDF-1.7 %%EOF").decode(),
    ],
    "review-file.filename": lambda _side: ["menu.pdf"],
    "review-day.value": lambda _side: ["", "2026-12-01"],
    "review-changed.data": lambda _side: [None],
    "review-ticked.data": lambda side: [
        {"every": True, "ids": [str(side.ids["other_learner_id"])]},
        # Whose badge the first visitor revokes.
        {"every": False, "ids": [str(side.ids["learner_id"])]},
    ],
    "review-renewing.data": lambda _side: [False, True],
    "review-award.n_clicks": lambda _side: [1],
    "review-award-dialog-confirm.n_clicks": lambda _side: [1],
    "review-expected.data": lambda _side: [8, 1],
    "design-badge.data": lambda side: [str(side.ids["achievement_id"])],
    "design-kind.value": lambda _side: ["drawn", "own"],
    "design-template.value": lambda _side: ["ict", "as-it-is"],
    "design-shape.value": lambda _side: ["seal"],
    "design-icon.value": lambda _side: ["book"],
    "design-body.value": lambda _side: ["#3f53b5"],
    "design-symbol.value": lambda _side: ["#ffffff"],
    "design-ribbon.value": lambda _side: ["#ffffff"],
    "design-letters.value": lambda _side: ["#1b1f24"],
    "design-text.value": lambda _side: ["Words"],
    "design-alt.value": lambda _side: ["A blue seal with a book."],
    "design-image.contents": lambda _side: [None, "data:image/png;base64,AAAA"],
    "design-save.n_clicks": lambda _side: [1],
    "design-first.n_clicks": lambda _side: [1],
    "design-changed.data": lambda _side: [None],
    "versions-badge.data": lambda side: [str(side.ids["achievement_id"])],
    "versions-older.value": lambda _side: ["1"],
    "versions-newer.value": lambda _side: ["1", "2"],
    "versions-who.value": lambda _side: ["gains", "loses", "keeps"],
    "versions-page.value": lambda _side: [1],
    "awards-badge.value": lambda side: ["all", str(side.ids["achievement_id"])],
    "awards-cohort.value": lambda side: ["all", str(side.ids["cohort_id"])],
    "awards-state.value": lambda _side: ["all"],
    "awards-search.value": lambda side: ["", f"key-{side.slug}"],
    "awards-page.value": lambda _side: [1],
    "awards-changed.data": lambda _side: [None],
    "awards-suspend.n_clicks": lambda _side: [1],
    "awards-suspend-dialog-confirm.n_clicks": lambda _side: [1],
    "awards-suspend-reason.value": lambda _side: ["Because."],
    "awards-reinstate.n_clicks": lambda _side: [1],
    "awards-reinstate-dialog-confirm.n_clicks": lambda _side: [1],
    "awards-reinstate-reason.value": lambda _side: [""],
    "awards-revoke.n_clicks": lambda _side: [1],
    "awards-revoke-dialog-confirm.n_clicks": lambda _side: [1],
    "awards-revoke-reason.value": lambda _side: ["Because."],
    "merge-keep.value": lambda side: [str(side.ids["twin_id"])],
    "merge-other.value": lambda side: [str(side.ids["other_twin_id"])],
    "merge-deed.n_clicks": lambda _side: [1],
    "merge-dialog-confirm.n_clicks": lambda _side: [1],
    "lapsing-when.value": lambda _side: ["all", "lapsed", "2026-12"],
    "lapsing-badge.value": lambda side: ["all", str(side.ids["achievement_id"])],
    "lapsing-cohort.value": lambda side: ["all", str(side.ids["cohort_id"])],
    "lapsing-followed.value": lambda _side: ["all", "renewed"],
    "lapsing-page.value": lambda _side: [1],
    "validity-badge.data": lambda side: [str(side.ids["achievement_id"])],
    "validity-months.value": lambda _side: ["24"],
    "validity-remind.value": lambda _side: ["60, 14"],
    "validity-save.n_clicks": lambda _side: [1],
    "validity-drop.n_clicks": lambda _side: [1],
    "rule-publish-for.value": lambda _side: ["earning"],
    "batch-id.data": lambda side: [
        str(side.ids[name]) for name in ("batch_id", "running_batch_id", "planned_batch_id")
    ],
    "batch-tick.n_intervals": lambda _side: [1],
    "batch-page.value": lambda _side: [1],
    "batch-changed.data": lambda _side: [None],
    "batch-pause.n_clicks": lambda _side: [1],
    "batch-resume.n_clicks": lambda _side: [1],
    "batch-call-off.n_clicks": lambda _side: [1],
    "batch-undo.n_clicks": lambda _side: [1],
    "batch-undo-reason.value": lambda _side: ["Because."],
    "batch-undo-dialog-confirm.n_clicks": lambda _side: [1],
    "partners-programme.value": lambda side: [str(side.ids["programme_id"])],
    "endorse-target.data": lambda side: [
        f"badge:{side.ids['network_badge_id']}",
        f"issuer:{side.ids['network_org_id']}",
    ],
    "endorse.n_clicks": lambda _side: [1],
    "endorse-who.value": lambda side: [str(side.ids["org_id"])],
    "endorse-comment.value": lambda _side: ["Good."],
    "endorse-dialog-confirm.n_clicks": lambda _side: [1],
    "endorse-done.data": lambda _side: [None],
    "withdraw.n_clicks": lambda _side: [1],
    "withdraw-which.value": lambda side: [str(side.ids["endorsement_id"])],
    "withdraw-reason.value": lambda _side: ["Because."],
    "withdraw-dialog-confirm.n_clicks": lambda _side: [1],
    "withdraw-done.data": lambda _side: [None],
    "learner-id.data": lambda side: [str(side.ids["learner_id"])],
    "note-write.n_clicks": lambda _side: [1],
    "note-change-picked.data": lambda side: [{"of": str(side.ids["note_id"]), "at": 1}],
    "note-changed.data": lambda side: [str(side.ids["note_id"]), None],
    "note-kind.value": lambda _side: ["call"],
    "note-text.value": lambda _side: ["Came."],
    "note-follow-up.value": lambda _side: [""],
    "note-shown.value": lambda _side: [False],
    "note-dialog-confirm.n_clicks": lambda _side: [1],
    "note-take-back-picked.data": lambda side: [{"of": str(side.ids["note_id"]), "at": 1}],
    "note-take-back-dialog-confirm.n_clicks": lambda _side: [1],
    "outcome-tick-picked.data": lambda side: [
        {"of": str(side.ids["outcome_id"]), "value": "achieved", "at": 1}
    ],
    "outcome-undo-picked.data": lambda side: [
        {"of": f"{side.ids['learner_id']} {side.ids['outcome_id']} 2026-01-31", "at": 1}
    ],
    "skill-record.n_clicks": lambda _side: [1],
    "skill-skill.value": lambda _side: [""],
    "skill-new-skill.value": lambda _side: ["Patience"],
    "skill-level.value": lambda _side: ["3"],
    "skill-remark.value": lambda _side: ["Waits."],
    "skill-dialog-confirm.n_clicks": lambda _side: [1],
    "skill-take-back-picked.data": lambda side: [{"of": str(side.ids["skill_id"]), "at": 1}],
    "skill-take-back-dialog-confirm.n_clicks": lambda _side: [1],
    "group-id.data": lambda side: [str(side.ids["group_id"])],
    "group-page.value": lambda _side: [1],
    "group-remove.n_clicks": lambda _side: [1],
    "group-remove-dialog-confirm.n_clicks": lambda _side: [1],
    "group-delete.n_clicks": lambda _side: [1],
    "group-delete-dialog-confirm.n_clicks": lambda _side: [1],
    "proposals-id.data": lambda side: [str(side.ids["proposals_id"])],
    "proposals-showing.value": lambda _side: ["all", "tenth"],
    "proposals-page.value": lambda _side: [1],
    "proposals-approve.n_clicks": lambda _side: [1],
    # Too long in the fifth call, which names what is then returned.
    "proposals-approve-note.value": lambda _side: ["", "", "", "", "x" * 501],
    "proposals-approve-dialog-confirm.n_clicks": lambda _side: [1],
    "proposals-return.n_clicks": lambda _side: [1],
    "proposals-return-note.value": lambda _side: ["Because."],
    "proposals-return-dialog-confirm.n_clicks": lambda _side: [1],
    "acting-chosen.data": lambda side: [
        {"ids": [str(side.ids["learner_id"])], "every": False},
        {"ids": [], "every": True},
        {"ids": [str(side.ids["other_learner_id"])], "every": False},
        {"ids": [str(side.ids["proposal_id"])], "every": False},
        {"ids": [str(side.ids["other_proposal_id"])], "every": False},
    ],
    "acting-source.data": lambda side: [
        {"of": "group", "id": str(side.ids["group_id"])},
        {"of": "group", "id": str(side.ids["group_id"])},
        {"of": "cohort", "id": str(side.ids["cohort_id"]), "filter": {"status": "everyone"}},
        {"of": "proposals", "id": str(side.ids["proposals_id"])},
        {"of": "proposals", "id": str(side.ids["proposals_id"])},
    ],
    "acting-expected.data": lambda _side: [1],
    "acting-done.data": lambda _side: [None],
    "acting-award.n_clicks": lambda _side: [1],
    "acting-award-badge.value": lambda side: [str(side.ids["achievement_id"])],
    "acting-award-new.data": lambda _side: [1],
    "acting-award-dialog-confirm.n_clicks": lambda _side: [1],
    "acting-message.n_clicks": lambda _side: [1],
    "acting-message-subject.value": lambda _side: ["Unit 3"],
    "acting-message-text.value": lambda _side: ["It is due."],
    "acting-message-dialog-confirm.n_clicks": lambda _side: [1],
    "acting-note.n_clicks": lambda _side: [1],
    "acting-note-kind.value": lambda _side: ["call"],
    "acting-note-text.value": lambda _side: ["Came."],
    "acting-note-follow-up.value": lambda _side: [""],
    "acting-note-shown.value": lambda _side: [False],
    "acting-note-dialog-confirm.n_clicks": lambda _side: [1],
    "acting-group.n_clicks": lambda _side: [1],
    "acting-group-which.value": lambda side: ["new", str(side.ids["group_id"])],
    "acting-group-name.value": lambda _side: ["Another group"],
    "acting-group-dialog-confirm.n_clicks": lambda _side: [1],
    "messages-search.value": lambda side: ["", f"subject-{side.slug}"],
    "messages-state.value": lambda _side: ["all", "failed"],
    "messages-message.value": lambda side: ["all", str(side.ids["message_id"])],
    "messages-page.value": lambda _side: [1],
    "messages-changed.data": lambda _side: [None],
    "messages-expected.data": lambda _side: [*range(1, 9)],
    "messages-again.n_clicks": lambda _side: [1],
    "messages-again-dialog-confirm.n_clicks": lambda _side: [1],
    "messages-hold.n_clicks": lambda _side: [1],
    "messages-hold-dialog-confirm.n_clicks": lambda _side: [1],
    "mail-picked.data": lambda side: [
        {"of": str(side.ids["failed_mail_id"]), "value": "again", "at": 1},
        {"of": str(side.ids["mail_id"]), "value": "hold", "at": 2},
    ],
    "why-sharing-switch.value": lambda _side: [True, False],
    "why-sharing-award.data": lambda side: [str(side.ids["award_id"])],
    "my-messages-save.n_clicks": lambda _side: [1],
    "my-messages-kinds.value": lambda _side: [["batch ended"], ["earned"], []],
    "undo-picked.data": lambda side: [
        {"of": f"{kind}:{side.ids[of].hex}{at}", "at": 1}
        for kind, of, at in (
            ("message", "message_id", ""),
            ("group-gone", "group_id", ""),
            ("group-in", "group_id", ":0"),
            ("group-out", "group_id", ":0"),
            ("picture", "achievement_id", ":1"),
            ("merged", "merge_id", ""),
        )
    ],
    "automatic-switch-picked.data": lambda side: [
        {"of": str(side.ids["org_id"]), "value": value, "at": 1} for value in ("off", "on")
    ],
    "undone.data": lambda _side: [None],
    # The ticked boxes of a list: each has the award in its id.
    "award-chosen.value": lambda _side: [True],
    "award-chosen.id": lambda side: [{"type": "award-chosen", "award": str(side.ids["award_id"])}],
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at a browser: of which org, in which role (None: without one, or nobody at all)."""

    name: str
    home: Side | None
    role: Role | None
    client: FlaskClient


@dataclass(frozen=True, slots=True)
class World:
    """An installation with two orgs that have nothing to do with each other."""

    web: Web
    sides: tuple[Side, Side]

    def visitors(self, side: Side) -> Iterator[Visitor]:
        """Everybody who may come from that org, and somebody who is not signed in."""
        yield Visitor("anonymous", None, None, self.web.browser())
        for role, token in side.people.items():
            client = self.web.browser()
            with client.session_transaction() as session:
                session["token"], session["csrf"] = token, "walk"
            yield Visitor(f"{role or 'nobody'} of {side.slug}", side, role, client)

    def other(self, side: Side) -> Side:
        """The org that is not this one."""
        return self.sides[1] if side is self.sides[0] else self.sides[0]


def get_addresses(world: World, side: Side) -> Iterator[str]:
    """Every address of every route and page, filled with that org's ids."""
    for rule in world.web.app.url_map.iter_rules():
        if "GET" in (rule.methods or set()):
            yield fill(rule, side)
    yield from page_paths(world, side)


def fill(rule: Rule, side: Side) -> str:
    """The address of a route with that org's values."""
    unknown = rule.arguments - ROUTE_VALUES.keys()
    assert not unknown, f"{rule.rule}: say in ROUTE_VALUES of tests/walk.py what {unknown} are"
    text: str = re.sub(
        r"<(?:[^:<>]+:)?(\w+)>", lambda found: ROUTE_VALUES[found[1]](side), rule.rule
    )
    return text


def page_paths(world: World, side: Side) -> Iterator[str]:
    """The addresses of the dashboard's pages with that org's ids."""
    for page in world.web.app.extensions["leap_dash_routes"].pages:
        for path in page.paths:
            unknown = set(re.findall(r"<\w+:(\w+)>", path)) - side.ids.keys() - {"code"}
            assert not unknown, f"{path}: let tests/two_orgs.py give {unknown}"
            yield re.sub(r"<\w+:(\w+)>", lambda found: _value(found[1], side), path)


def _value(name: str, side: Side) -> str:
    """What fills a parameter of a page's address."""
    return str(side.ids[name]) if name in side.ids else ROUTE_VALUES[name](side)


def server_callbacks(world: World) -> list[tuple[str, dict[str, Any]]]:
    """The callbacks that reach the server, by their first output and input."""
    registered = world.web.app.extensions["leap_dash_dash"].callback_map
    return [
        (f"{spec['inputs'][0]['id']}", {**spec, "key": key})
        for key, spec in registered.items()
        if "callback" in spec
    ]


def calls(world: World, own: Side, other: Side) -> Iterator[tuple[str, dict[str, Any]]]:
    """Bodies for every callback: all values of the one org, all of the other, and mixtures."""
    for name, spec in server_callbacks(world):
        controls = [*spec["inputs"], *spec["state"]]
        pairs = [
            tuple(values_of(world, control, side) for side in (own, other)) for control in controls
        ]
        tries = [list(each) for each in cycled([mine for mine, _ in pairs])]
        tries += [list(each) for each in cycled([theirs for _, theirs in pairs])]
        for place, (mine, theirs) in enumerate(pairs):
            for value in theirs:
                if value not in mine:
                    mixture = [values[0] for values, _ in pairs]
                    mixture[place] = value
                    tries.append(mixture)
        for values in tries:
            yield name, body_of(spec, controls, values)


def values_of(world: World, control: Mapping[str, str], side: Side) -> list[Any]:
    """What to try for an input or state."""
    name = f"{kind_of(control['id'])}.{control['property']}"
    if name == "location.pathname":
        return list(page_paths(world, side))
    assert name in CONTROL_VALUES, (
        f"A callback reads {name}: say in CONTROL_VALUES of tests/walk.py what to try"
    )
    return CONTROL_VALUES[name](side)


def cycled(lists: list[list[Any]]) -> Iterator[tuple[Any, ...]]:
    """All first values, all second ones, ...; shorter lists start again."""
    for turn in range(max(map(len, lists))):
        yield tuple(values[turn % len(values)] for values in lists)


def kind_of(component_id: str) -> str:
    """The id, or the type of one among many."""
    return str(json.loads(component_id)["type"]) if component_id.startswith("{") else component_id


def body_of(
    spec: Mapping[str, Any], controls: list[dict[str, str]], values: list[Any]
) -> dict[str, Any]:
    """What the browser sends for a callback."""
    outputs = spec["output"] if isinstance(spec["output"], list) else [spec["output"]]
    sent = [
        [entry] if many else entry
        for many, entry in (
            (control["id"].startswith("{"), {**control, "value": value})
            for control, value in zip(controls, values, strict=True)
        )
    ]
    listed = [{"id": each.component_id, "property": each.component_property} for each in outputs]
    first = spec["inputs"][0]
    return {
        "output": spec["key"],
        "outputs": listed if spec["key"].startswith("..") else listed[0],
        "inputs": sent[: len(spec["inputs"])],
        "state": sent[len(spec["inputs"]) :],
        "changedPropIds": [f"{first['id']}.{first['property']}"],
    }
