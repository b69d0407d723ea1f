"""Why this badge: the rule, what of the learner met it and where that came from, who decided."""

from collections.abc import Iterator
from functools import partial
from uuid import UUID

from dash import Dash, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.awards import AwardState
from leap_dash.figures.words import count, day, shortened
from leap_dash.pages import parts, why_sharing
from leap_dash.pages.badge_parts import badge_image, state_tag
from leap_dash.pages.page import Page
from leap_dash.pages.why_sharing import sharing_panel
from leap_dash.queries.why import why
from leap_dash.records import Reason, Source, Why

LONGEST_NAME = 80
FEW = 3  # as many sources stand open


def register(app: Dash, ctx: Context) -> Page:
    """Put the page into the app."""
    why_sharing.register(app, ctx)
    return Page(
        paths=("/app/why/<uuid:award_id>",),
        title="Why this badge",
        permissions=frozenset({Permission.SEE_LEARNERS, Permission.SEE_OWN}),
        layout=partial(layout, ctx),
    )


def layout(ctx: Context, *, award_id: UUID) -> Component:
    """The whole page."""
    with ctx.reading() as (session, scope):
        found = why(session, scope, award_id)
    return html.Div(
        [
            _breadcrumb(found),
            html.H1(f"Why “{found.achievement_name}”"),
            parts.sentence(sentence(found)),
            html.Div(
                [
                    badge_image(found.achievement_id, 128),
                    html.P(found.narrative),
                    html.P([state_tag(found.state), " ", *_facts(found)], className="ld-note"),
                ],
                className="ld-badge-card is-large",
            ),
            _reasons(found),
            sharing_panel(found),
            _evidence(found),
            _decisions(found),
        ]
    )


def sentence(found: Why) -> str:
    """Who met how many of the clauses, and when that was decided."""
    met = sum(each.clause.met for each in found.reasons)
    of = len(found.reasons)
    who = "You" if found.own else found.learner_name
    if of == 1:
        how = "what it asks for"
    elif met < of:
        how = f"{met} of the {of} things that it names, which is enough,"
    else:
        how = "both things that it asks for" if of == 2 else f"all {of} things that it asks for"
    return f"{who} met {how} on {day(found.decided_at.date())}."


def _breadcrumb(found: Why) -> Component:
    name = shortened(found.achievement_name, LONGEST_NAME)
    if found.own:
        return parts.breadcrumb(("My progress", "/app/me"), (name, None))
    learner = shortened(found.learner_name, LONGEST_NAME)
    return parts.breadcrumb(
        ("Awards", "/app/awards"), (learner, f"/app/learners/{found.learner_id}"), (name, None)
    )


def _facts(found: Why) -> Iterator[parts.Content]:
    yield f"Version {found.rule_version} of the rule"
    if found.newest_version != found.rule_version:
        yield f" (the newest is {found.newest_version}; what was awarded stays)"
    if found.renews:
        yield " · renews "
        yield dcc.Link("an earlier badge", href=f"/app/why/{found.renews}")
    if found.cohort_name:
        yield f" · {found.cohort_name}"
    yield f" · {found.org_name}"
    if found.issued_at:
        yield " · "
        yield html.A("public page", href=f"/badges/{found.award_id}")


def _reasons(found: Why) -> Component:
    columns = [
        parts.Column("What it asks"),
        parts.Column("Needed", short=True),
        parts.Column("Was there", short=True),
        parts.Column("Where that comes from"),
    ]
    caption = "What met the rule"
    rows = (_reason(each) for each in found.reasons)
    note = (
        f"The values are those of {day(found.decided_at.date())}, kept with the badge. The results "
        "beside them are as they stand today."
    )
    return parts.panel(
        caption, [parts.table(caption, columns, rows), html.P(note, className="ld-note mt-2")]
    )


def _reason(reason: Reason) -> list[parts.Content]:
    clause = reason.clause
    sign = "✓ " if clause.met else "· "
    return [
        clause.clause,
        clause.need,
        f"{sign}{clause.have}" if clause.met else f"{sign}{clause.have}, not needed",
        _sources(reason),
    ]


def _sources(reason: Reason) -> parts.Content:
    items = [html.Li(_source(each)) for each in reason.sources]
    if not items:
        return "–"
    listed = html.Ul(items, className="list-unstyled mb-0")
    if len(items) <= FEW:
        return listed
    words = html.Summary(count(len(items), "result"))
    return html.Details([words, listed], className="ld-toggle m-0")


def _source(source: Source) -> list[parts.Content]:
    name = shortened(source.name, LONGEST_NAME)
    linked = dcc.Link(name, href=f"/app/why/{source.award_id}") if source.award_id else name
    return [linked, ": ", source.has]


def _evidence(found: Why) -> Component | None:
    items = [html.Li(each) for each in found.evidence]
    items += [
        html.Li(html.A(each.name, href=f"/app/evidence/{each.file_id}", download=each.name))
        for each in found.files
    ]
    if not items:
        return None
    note = "Files are not part of the badge: only who may see this page can take them."
    return parts.panel(
        "Evidence",
        [html.Ul(items), html.P(note, className="ld-note mb-0") if found.files else None],
    )


def _decisions(found: Why) -> Component:
    items: list[parts.Content] = [html.Li(_decided(found))]
    for each in found.approvals:
        role = "an administrator" if each.role == "administrator" else "a moderator"
        said = f"Approved by {each.by}, {role}, on {day(each.at.date())}."
        items.append(html.Li([said, _note(each.note)]))
    if found.issued_at:
        items.append(html.Li(f"Signed and issued on {day(found.issued_at.date())}."))
    return parts.panel("Who decided", html.Ul(items, className="mb-0"))


def _decided(found: Why) -> str:
    on = day(found.decided_at.date())
    if found.decided_by is None:
        return f"Awarded automatically on {on}, as soon as the rule was met."
    is_proposal = bool(found.approvals) or found.state is AwardState.PROPOSED
    verb = "Proposed" if is_proposal else "Awarded"
    return f"{verb} by {found.decided_by} on {on}."


def _note(text: str | None) -> Component | None:
    return html.Div(f"“{text}”", className="ld-note") if text else None
