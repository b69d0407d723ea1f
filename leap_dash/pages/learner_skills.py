"""Soft skills on a learner's page: the list, and recording and taking back what was seen."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.errors import BadFieldError
from leap_dash.domain.skills import (
    KEY_LENGTH,
    LEVEL,
    LEVELS,
    NEW_SKILL,
    REMARK,
    REMARK_LENGTH,
    SKILL,
    SkillFields,
    skill_name,
)
from leap_dash.pages import parts, picking, taking_back, toasts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.dialogs import DialogIds, dialog, register_cancel
from leap_dash.pages.fields import Field, words_beside
from leap_dash.pages.learner_parts import LEARNER, learner_sees, skill_list
from leap_dash.queries.skills import skills_of, skills_to_choose
from leap_dash.records import LearnerSkill
from leap_dash.services.skills import record_skill, take_back_skill

LIST, RECORD, TAKE_BACK = "skills-list", "skill-record", "skill-take-back"
FORM, QUESTION = DialogIds("skill"), DialogIds("skill-take-back")
FIELDS = {name: Field(f"skill-{name}") for name in (SKILL, NEW_SKILL, LEVEL, REMARK)}
"""By the names that errors have for them."""

NO_SKILL = "?"
"""Stands for none chosen: a select shows nothing for the empty value."""


def register(app: Dash, ctx: Context) -> None:
    """The two questions, and the deeds."""
    app.callback(
        Output(FORM.window, "is_open", allow_duplicate=True),
        Output(FORM.title, "children"),
        Output(FORM.confirm, "children"),
        Output(FIELDS[SKILL].control, "options"),
        *(Output(field.control, "value") for field in FIELDS.values()),
        *(Output(field.error, "children", allow_duplicate=True) for field in FIELDS.values()),
        Input(RECORD, "n_clicks"),
        State(LEARNER, "data"),
        prevent_initial_call=True,
    )(partial(ask, ctx))
    app.callback(
        Output(FORM.window, "is_open", allow_duplicate=True),
        Output(LIST, "children", allow_duplicate=True),
        *(Output(field.error, "children", allow_duplicate=True) for field in FIELDS.values()),
        Input(FORM.confirm, "n_clicks"),
        State(LEARNER, "data"),
        *(State(field.control, "value") for field in FIELDS.values()),
        running=[(Output(FORM.confirm, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(save, ctx))
    taking_back.register(
        app,
        TAKE_BACK,
        QUESTION,
        LIST,
        ask=ask_take_back,
        take_back=partial(take_back, ctx),
    )
    register_cancel(app, FORM)


def panel(skills: Sequence[LearnerSkill], *, may_record: bool) -> Component:
    """The list with the button that adds to it, where the viewer may."""
    record = html.Button("Record a skill", id=RECORD, className="btn btn-outline-secondary btn-sm")
    return parts.panel(
        ["Soft skills ", learner_sees()],
        html.Div(listed(skills), id=LIST),
        tools=record if may_record else None,
    )


def questions() -> Component:
    """The dialogs, closed."""
    fields = (
        FIELDS[SKILL].select("Skill", [(NO_SKILL, "Choose one")]),
        FIELDS[NEW_SKILL].line("Or another skill, by its name", most=KEY_LENGTH),
        FIELDS[LEVEL].select(
            "Level", [(str(level), f"{level}: {words}") for level, words in LEVELS.items()]
        ),
        FIELDS[REMARK].text(
            "What you saw (may stay empty; the learner reads it)", most=REMARK_LENGTH, rows=3
        ),
    )
    return html.Div(
        [dialog(FORM, list(fields)), dialog(QUESTION, dangerous=True), picking.store(TAKE_BACK)]
    )


def listed(skills: Sequence[LearnerSkill]) -> parts.Content:
    """The skills by name."""
    if not skills:
        return parts.empty("No skill is recorded yet. Rules of badges may ask for one.")
    note = html.P("For a badge the best level on record counts.", className="ld-note mt-3")
    return [skill_list(skills, TAKE_BACK), note]


def ask(ctx: Context, clicks: int | None, learner: str) -> tuple[Any, ...]:
    """Open the form, empty, with the skills that may be chosen."""
    if not clicks:
        return (no_update,) * (4 + 2 * len(FIELDS))
    with ctx.reading() as (session, scope):
        known = skills_to_choose(session, scope, claimed_id(learner))
    options = [{"value": NO_SKILL, "label": "Choose one" if known else "None is known yet"}]
    options += [{"value": key, "label": skill_name(key)} for key in known]
    blank = (NO_SKILL, "", "3", "")
    return True, "Record a skill", "Record", options, *blank, *words_beside(FIELDS)


def save(ctx: Context, clicks: int | None, learner: str, *values: object) -> tuple[Any, ...]:
    """Record it; a field that cannot be used is told beside it, and the form stays."""
    if not clicks:
        return (no_update,) * (2 + len(FIELDS))
    learner_id = claimed_id(learner)
    try:
        with ctx.writing() as (session, scope):
            record_skill(session, scope, learner_id, SkillFields(*values), now=ctx.clock())
    except BadFieldError as error:
        return no_update, no_update, *words_beside(FIELDS, error)
    toasts.show("Recorded", "The learner reads it under My progress.")
    return False, _renewed(ctx, learner_id), *words_beside(FIELDS)


def ask_take_back(data: picking.Picked) -> tuple[Any, ...]:
    """Ask once more."""
    if not data:
        return (no_update,) * 4
    words = "It counts for no badge any more, and the learner does not see it any more."
    return True, "Take back this record?", words, "Take back the record"


def take_back(
    ctx: Context, clicks: int | None, data: picking.Picked, learner: str
) -> tuple[Any, Any]:
    """Let it be gone, and renew the list."""
    if not clicks:
        return no_update, no_update
    learner_id = claimed_id(learner)
    with ctx.writing() as (session, scope):
        take_back_skill(session, scope, claimed_id(picking.picked(data)), now=ctx.clock())
    toasts.show("Taken back", "The record is gone.")
    return False, _renewed(ctx, learner_id)


def _renewed(ctx: Context, learner_id: UUID) -> parts.Content:
    with ctx.reading() as (session, scope):
        return listed(skills_of(session, scope, [learner_id], now=ctx.clock()))
