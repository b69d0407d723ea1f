"""One org with a badge that some of its learners have earned, and ways to look at its pages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.db import Learner
from leap_dash.db.session import writing
from leap_dash.domain.access import Role, Scope
from tests import factories as make
from tests.web import Web, make_web

YESTERDAY = make.TODAY - timedelta(days=1)
RULE = {"result": {"item": "tma-1", "min_percent": 60}}


@dataclass(frozen=True, slots=True)
class House:
    """Tralee: ten learners in one section; marks 10, 20 ... 100 of 100, a badge from 60 on."""

    web: Web
    scopes: dict[Role, Scope]
    stranger: Scope
    achievement_id: UUID
    cohort_id: UUID
    programme_id: UUID
    learner_ids: tuple[UUID, ...]

    def as_(self, role: Role) -> Context:
        """The app's context as someone in that role sees it."""
        return self.seen_by(self.scopes[role])

    def seen_by(self, scope: Scope) -> Context:
        """The app's context as this viewer sees it."""
        context: Context = self.web.app.extensions["leap_dash"]
        return replace(context, viewer=lambda: scope)


def make_house(database_url: str, folder: Path) -> House:
    """The house on that database; the learner who signs in has a mark of 50."""
    web = make_web(database_url, folder)
    with writing(web.engine)() as session:
        org = make.org(session, name="Κέντρο Κατάρτισης Tralee")
        web.keys.create(org.slug)
        programme = make.programme(session)
        cohort = make.cohort(session, org, programme, "Autumn", ends_on=None)
        section = make.section(session, cohort, make.course(session, programme))
        item = make.line_item(session, section, "tma-1", name="TMA 1", counts_from=YESTERDAY)
        learners = [
            make.learner(session, org, str(mark), given_name="Learner", family_name=f"With {mark}")
            for mark in range(10, 101, 10)
        ]
        for mark, who in zip(range(10, 101, 10), learners, strict=True):
            make.enrollment(session, section, who)
            make.result(session, item, who, score=mark, submitted_on=YESTERDAY)
        badge = make.achievement(session, org, programme, name="Warm Welcome", rule=RULE)
        scopes = {role: make.someone(session, role, org, own=_own(role, learners)) for role in Role}
        house = House(
            web,
            scopes,
            make.viewer(Role.ADMINISTRATOR, make.org(session, "graz")),
            badge.id,
            cohort.id,
            programme.id,
            tuple(each.id for each in learners),
        )
        session.commit()
    return house


def words(component: object) -> str:
    """All text of a component, in order, with a space between parts."""
    return " ".join(_texts(component))


def every(component: object, kind: type[Component]) -> list[Component]:
    """Every part of that kind, the component itself included, in order."""
    return [part for part in _parts(component) if isinstance(part, kind)]


def _texts(component: object) -> Iterator[str]:
    for part in _parts(component):
        if isinstance(part, str):
            yield part


def _parts(component: object) -> Iterator[object]:
    yield component
    inner = getattr(component, "children", None) if isinstance(component, Component) else component
    if isinstance(component, Component) and not isinstance(inner, list | tuple):
        inner = [inner]
    if isinstance(inner, list | tuple):
        for child in inner:
            yield from _parts(child)


def _own(role: Role, learners: list[Learner]) -> Learner | None:
    return learners[4] if role is Role.LEARNER else None
