"""How to call every route, page and callback of the app with the ids of one org or another.

What is new in the app and not known here fails the walk, with what to add.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.routing import Rule

from leap_dash.domain.access import Role
from tests.two_orgs import Side
from tests.walk_values import CONTROL_VALUES, ROUTE_VALUES
from tests.web import Web

# Callbacks that write: their answers differ from call to call in the org's own data.
WRITING = {
    "saved-views-wanted",
    "cohort-thresholds-dialog-confirm",
    "badge-award-dialog-confirm",
    "review-award-dialog-confirm",
    "batch-pause",
    "batch-resume",
    "batch-call-off",
    "review-upload",
    "batch-undo-dialog-confirm",
    "awards-revoke-dialog-confirm",
    "awards-suspend-dialog-confirm",
    "awards-reinstate-dialog-confirm",
    "endorse-dialog-confirm",
    "withdraw-dialog-confirm",
    "note-dialog-confirm",
    "note-take-back-dialog-confirm",
    "outcome-tick-picked",
    "outcome-undo-picked",
    "skill-dialog-confirm",
    "skill-take-back-dialog-confirm",
    "acting-message-dialog-confirm",
    "acting-group-dialog-confirm",
    "acting-note-dialog-confirm",
    "acting-award-badge",
    "acting-award-dialog-confirm",
    "group-remove-dialog-confirm",
    "group-delete-dialog-confirm",
    "undo-picked",
    "badge-new-create",
    "rule-edit",
    "rule-publish-dialog-confirm",
    "rule-discard-dialog-confirm",
    "automatic-switch-picked",
    "proposals-approve-dialog-confirm",
    "proposals-return-dialog-confirm",
    "mail-picked",
    "messages-again-dialog-confirm",
    "messages-hold-dialog-confirm",
    "design-save",
    "design-first",
    "my-messages-save",
    "why-sharing-switch",
    "merge-dialog-confirm",
    "validity-save",
    "validity-drop",
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
    assert not unknown, f"{rule.rule}: say in tests/walk_values.py what {unknown} are"
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
        if name not in WRITING:
            tries = unequal(tries)
        for values in tries:
            yield name, body_of(spec, controls, values)


def unequal(tries: list[list[Any]]) -> list[list[Any]]:
    """Each once: what a callback that writes nothing is asked again, it answers again."""
    return list({json.dumps(values): values for values in tries}.values())


def values_of(world: World, control: Mapping[str, str], side: Side) -> list[Any]:
    """What to try for an input or state."""
    name = f"{kind_of(control['id'])}.{control['property']}"
    if name == "location.pathname":
        return list(page_paths(world, side))
    assert name in CONTROL_VALUES, (
        f"A callback reads {name}: say in tests/walk_values.py what to try"
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
