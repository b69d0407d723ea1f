"""Nobody sees anything of an organisation that is not theirs, wherever they knock.

Every route of the app and every callback of its pages is called as anonymous, as a person without
a role, and as every role of one org, with the ids of that org and with those of another. A route,
a page or a callback that this walk does not know how to call fails it, with what to add.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import Rule

from leap_dash.db import Achievement, Approval, Award, AwardBatch, SignInSession
from leap_dash.db.session import reading
from leap_dash.domain.access import Role
from tests.two_orgs import Side, build, grow
from tests.web import Web, make_web

# Made anew for each visit of a page: see pages/filters.py.
VISIT = re.compile(r'"visit":"[0-9a-f]+"')
CALLBACKS = "/app/_dash-update-component"

# What fills the parameters of a route, by their names.
ROUTE_VALUES: Mapping[str, Callable[[Side], str]] = {
    "award_id": lambda side: str(side.ids["award_id"]),
    "achievement_id": lambda side: str(side.ids["achievement_id"]),
    "slug": lambda side: side.slug,
    "number": lambda _side: "1",
    "filename": lambda _side: "logo.svg",
    "package_name": lambda _side: "dash",
    "fingerprinted_path": lambda _side: "deps/react@18.3.1.min.js",
    "path": lambda _side: "cohorts",
}
# What a callback is given, by the id and property of its inputs and states. Each gives the values
# to try; ids of rows come from the side, so that those of the other org are tried too.
CONTROL_VALUES: Mapping[str, Callable[[Side], list[Any]]] = {
    "theme.data": lambda _side: ["light"],
    "cohort-id.data": lambda side: [str(side.ids["cohort_id"])],
    "cohort-course.value": lambda side: ["all", f"code-{side.slug}"],
    "cohort-category.value": lambda _side: ["all"],
    "cohort-status.value": lambda _side: ["all"],
    "cohort-search.value": lambda side: ["", f"key-{side.slug}-1"],
    "cohort-sort.value": lambda _side: ["name"],
    "cohort-heatmap-switch.value": lambda _side: [False, True],
    "cohort-page.value": lambda _side: [1],
    "badge-id.data": lambda side: [str(side.ids["achievement_id"])],
    "badge-cohort.value": lambda side: ["all", str(side.ids["cohort_id"])],
    "badge-showing.value": lambda _side: ["new", "all"],
    "badge-page.value": lambda _side: [1],
    "badge-award.n_clicks": lambda _side: [1],
    "badge-award-dialog-confirm.n_clicks": lambda _side: [1],
    "badge-award-expected.data": lambda _side: [11],
    "awards-badge.value": lambda side: ["all", str(side.ids["achievement_id"])],
    "awards-cohort.value": lambda side: ["all", str(side.ids["cohort_id"])],
    "awards-state.value": lambda _side: ["all"],
    "awards-search.value": lambda side: ["", f"key-{side.slug}"],
    "awards-page.value": lambda _side: [1],
    "awards-revoked.data": lambda _side: [None],
    "awards-revoke.n_clicks": lambda _side: [1],
    "awards-revoke-dialog-confirm.n_clicks": lambda _side: [1],
    "awards-reason.value": lambda _side: ["Because."],
    "batch-id.data": lambda side: [str(side.ids["batch_id"])],
    "batch-tick.n_intervals": lambda _side: [1],
    "batch-page.value": lambda _side: [1],
    "partners-programme.value": lambda side: [str(side.ids["programme_id"])],
    # The ticked boxes of a list: each has the award in its id.
    "award-chosen.value": lambda _side: [True],
    "award-chosen.id": lambda side: [{"type": "award-chosen", "award": str(side.ids["award_id"])}],
}
# Callbacks that write: their answers differ from call to call in the org's own data.
WRITING = {"badge-award-dialog-confirm", "awards-revoke-dialog-confirm"}


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


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    """Both orgs full of data, on each kind of database."""
    web = make_web(database_url, tmp_path)
    yield World(web, (build(web, "kestrel"), build(web, "bittern")))
    web.close()


def test_no_route_shows_anything_of_another_org(world: World) -> None:
    side = world.sides[0]
    addresses = [*get_addresses(world, side), *get_addresses(world, world.other(side))]
    for visitor in world.visitors(side):
        for address in addresses:
            with visitor.client.get(address) as answer:
                text = f"{answer.headers} {answer.get_data().decode(errors='replace')}"
            assert answer.status_code < 500, (visitor.name, address)
            assert "our mistake" not in text, (visitor.name, address)
            text = without(text, [address, quote(address)])
            refuse(visitor, address, text, list(forbidden(world, visitor, address)))


def test_no_callback_shows_or_changes_anything_of_another_org(world: World) -> None:
    side = world.sides[0]
    other = world.other(side)
    before = state_of(world, other)
    worked = set()
    for visitor in world.visitors(side):
        for callback, body in calls(world, side, other):
            answer = visitor.client.post(CALLBACKS, json=body, headers={"X-CSRF-Token": "walk"})
            if visitor.home is None:
                assert answer.status_code == 401, (visitor.name, callback)
                continue
            assert answer.status_code in (200, 204), (visitor.name, body)
            assert "our mistake" not in answer.text, (visitor.name, body)
            text = without(answer.text, list(sent_texts(body)))
            refuse(visitor, str(body), text, list(forbidden(world, visitor, CALLBACKS)))
            if "ld-toast is-bad" not in answer.text:
                worked.add(callback)
    assert state_of(world, other) == before
    idle = {name for name, _ in server_callbacks(world)} - worked
    assert not idle, f"No call of these worked for anyone: mend CONTROL_VALUES for {idle}"


def test_what_happens_in_another_org_changes_no_answer(world: World) -> None:
    side = world.sides[0]

    def answers() -> dict[tuple[str, str], str]:
        seen = {}
        for visitor in world.visitors(side):
            if visitor.home is None:
                continue
            for callback, body in calls(world, side, side):
                if callback not in WRITING:
                    sent = visitor.client.post(
                        CALLBACKS, json=body, headers={"X-CSRF-Token": "walk"}
                    )
                    seen[visitor.name, json.dumps(body)] = VISIT.sub("", sent.text)
            layout = visitor.client.get("/app/_dash-layout").text
            seen[visitor.name, "layout"] = VISIT.sub("", layout)
        return seen

    before = answers()
    grow(world.web, world.other(side))
    for key, text in answers().items():
        assert text == before[key], key


def test_every_route_that_may_change_something_needs_the_token(world: World) -> None:
    open_to_machines = {"/verify"}  # changes nothing; tests/public/test_verifying.py has it all
    for rule in world.web.app.url_map.iter_rules():
        methods = (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
        if not methods or rule.rule in open_to_machines:
            continue
        for visitor in world.visitors(world.sides[0]):
            for method in methods:
                answer = visitor.client.open(fill(rule, world.sides[0]), method=method)
                assert answer.status_code in (401, 403), (visitor.name, method, rule.rule)


def get_addresses(world: World, side: Side) -> Iterator[str]:
    """Every address of every route and page, filled with that org's ids."""
    for rule in world.web.app.url_map.iter_rules():
        if "GET" in (rule.methods or set()):
            yield fill(rule, side)
    yield from page_paths(world, side)


def fill(rule: Rule, side: Side) -> str:
    """The address of a route with that org's values."""
    unknown = rule.arguments - ROUTE_VALUES.keys()
    assert not unknown, f"{rule.rule}: say in ROUTE_VALUES what {unknown} are"
    text: str = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: ROUTE_VALUES[found[1]](side), rule.rule)
    return text


def page_paths(world: World, side: Side) -> Iterator[str]:
    """The addresses of the dashboard's pages with that org's ids."""
    for page in world.web.app.extensions["leap_dash_routes"].pages:
        for path in page.paths:
            unknown = set(re.findall(r"<\w+:(\w+)>", path)) - side.ids.keys()
            assert not unknown, f"{path}: let tests/two_orgs.py give {unknown}"
            yield re.sub(r"<\w+:(\w+)>", lambda found: str(side.ids[found[1]]), path)


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
    assert name in CONTROL_VALUES, f"A callback reads {name}: say in CONTROL_VALUES what to try"
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


def forbidden(world: World, visitor: Visitor, address: str) -> Iterator[str]:
    """What must not stand in an answer to this visitor."""
    if not address.startswith("/app"):
        for side in world.sides:
            yield from side.inside()
        return
    own = visitor.home or world.sides[0]
    yield from world.other(own).everything()
    if visitor.role is None:
        yield f"org-{own.slug}"
    if visitor.role in (None, Role.PARTNER):
        yield from own.learners()
    if visitor.role is Role.LEARNER:
        yield from own.peers()


def sent_texts(body: Mapping[str, Any]) -> Iterator[str]:
    """The texts among the values that were sent."""
    for part in (*body["inputs"], *body["state"]):
        for entry in part if isinstance(part, list) else [part]:
            value = entry["value"]
            yield from map(str, value.values() if isinstance(value, dict) else [value])


def without(text: str, sent: list[str]) -> str:
    """The answer without what the visitor has written themselves ("No one is called ...")."""
    for echo in sent:
        text = text.replace(echo, "") if len(echo) > 8 else text
    return text


def refuse(visitor: Visitor, request: str, text: str, canaries: list[str]) -> None:
    """Fail when any of them stands in the answer."""
    lowered = text.lower()
    found = [canary for canary in canaries if canary.lower() in lowered]
    assert not found, f"{visitor.name} sees {found} in the answer to {request}"


def state_of(world: World, side: Side) -> list[Any]:
    """What must not change in an org when others are at work."""
    org_id = side.ids["org_id"]
    with reading(world.web.engine)() as session:
        return [
            session.execute(select(Award.id, Award.state).where(Award.org_id == org_id)).all(),
            session.scalars(select(AwardBatch.id).where(AwardBatch.org_id == org_id)).all(),
            session.scalars(select(Achievement.id).where(Achievement.org_id == org_id)).all(),
            session.scalar(select(func.count()).select_from(Approval)),
            session.scalar(select(func.count()).select_from(SignInSession)),
        ]
