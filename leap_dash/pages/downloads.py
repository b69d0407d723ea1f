"""The addresses of files: what a page shows under the same filters, all of its pages in one file.

The filters stand in the query as they stand in the page's hash, and are read by the same code; one
that the page would leave out is refused here, because a file cannot say what it left out.
"""

from dataclasses import replace
from io import BytesIO
from uuid import UUID

from flask import Blueprint, Response, request

from leap_dash.context import Context
from leap_dash.domain.awards import AwardState
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.exports.awards_table import awards_table
from leap_dash.exports.cohort_table import cohort_table
from leap_dash.exports.eligibility_table import one_step_table, qualifying_table
from leap_dash.exports.report import report_pdf
from leap_dash.exports.table import MOST_COLUMNS, MOST_ROWS, Form, check_size, file_name
from leap_dash.figures.words import listed
from leap_dash.pages.achievement_lists import Showing
from leap_dash.pages.badge_parts import STATES
from leap_dash.pages.claims import ALL, chosen_id, claimed_id
from leap_dash.pages.cohort_filter import read_filter
from leap_dash.pages.sending import note, send_bytes, send_table
from leap_dash.queries.awards import achievement, award_rows, cohort_choices
from leap_dash.queries.cohort_learners import cohort_page
from leap_dash.queries.cohort_report import cohort_report
from leap_dash.queries.cohorts import cohort_head, on_day
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.queries.evidence import evidence_file
from leap_dash.records import AwardsPage, CohortHead, LearnerFilter, Qualifying, Standing

HIDDEN, SELECTED = "hide", "learner"
"""What may be sent many times: a column that is not wanted, a learner who alone is."""
MOST_SELECTED = 2_500
FORMS = "<any(csv, xlsx):form>"


def routes(ctx: Context) -> Blueprint:
    """The files of the cohort, awards and badge pages."""
    blueprint = Blueprint("downloads", __name__)

    # Asked with a body too: an address takes no thousand learners.
    @blueprint.route(f"/app/cohorts/<uuid:cohort_id>/learners.{FORMS}", methods=["GET", "POST"])
    def cohort_learners(cohort_id: UUID, form: str) -> Response:
        return send_cohort(ctx, cohort_id, Form(form))

    @blueprint.get("/app/cohorts/<uuid:cohort_id>/report.pdf")
    def report(cohort_id: UUID) -> Response:
        return send_report(ctx, cohort_id)

    @blueprint.get(f"/app/awards.{FORMS}")
    def awards(form: str) -> Response:
        return send_awards(ctx, Form(form))

    @blueprint.get(f"/app/badges/<uuid:achievement_id>/learners.{FORMS}")
    def badge_learners(achievement_id: UUID, form: str) -> Response:
        return send_badge(ctx, achievement_id, Form(form))

    @blueprint.get("/app/evidence/<uuid:file_id>")
    def evidence(file_id: UUID) -> Response:
        return send_evidence(ctx, file_id)

    return blueprint


def send_evidence(ctx: Context, file_id: UUID) -> Response:
    """A file that somebody gave as evidence: never opened here, whatever it says of itself.

    Raises NotFoundError outside the scope.
    """
    with ctx.reading() as (session, scope):
        found = evidence_file(session, scope, file_id)
    answer = send_bytes(BytesIO(found.content), found.media_type, found.name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def send_cohort(ctx: Context, cohort_id: UUID, form: Form) -> Response:
    """The learners of a cohort who fit the filters, or those selected; the columns shown.

    Raises BadInputError, and NotFoundError where one of those selected is not there.
    """
    now, hidden = ctx.clock(), frozenset(_sent(HIDDEN, MOST_COLUMNS))
    with ctx.reading() as (session, scope):
        head = on_day(cohort_head(session, scope, cohort_id, now=now), request.args.get("as_of"))
        chosen = selected(asked_filter(head))
        found = cohort_page(session, scope, head, chosen, size=MOST_ROWS)
    check_size(found.shown)
    if chosen.only and found.shown < len(chosen.only):
        raise NotFoundError(
            "One of the selected learners is not in this list: load the page again."
        )
    return send_table(
        ctx,
        cohort_table(head, found, hidden),
        form,
        name=f"{head.name} {chosen.course or ''}",
        day=head.as_of,
        rows=found.shown,
        org_id=head.org_id,
        subject=f"cohort {head.id}",
        now=now,
    )


def send_report(ctx: Context, cohort_id: UUID) -> Response:
    """The report of a cohort, or of one of its courses. Raises BadInputError, NotFoundError."""
    now, course = ctx.clock(), request.args.get("course")
    with ctx.reading() as (session, scope):
        found = cohort_report(
            session,
            scope,
            cohort_id,
            course=None if course in (None, ALL) else course,
            as_of=request.args.get("as_of"),
            most=MOST_ROWS,
            now=now,
        )
    head = found.head
    data, _ = report_pdf(found)
    rows, subject = found.page.shown, f"cohort {head.id}"
    note(ctx, org_id=head.org_id, subject=subject, form="pdf", rows=rows, now=now)
    return send_bytes(
        BytesIO(data), "application/pdf", file_name(f"{head.name} report", head.as_of, "pdf")
    )


def asked_filter(head: CohortHead) -> LearnerFilter:
    """The filter that the address asks for. Raises BadInputError for what the cohort has not."""
    chosen, ignored = read_filter(head, request.args.to_dict())
    if ignored:
        raise BadInputError(f"This cohort has no {listed(ignored, 'or')}: choose it on its page.")
    return chosen


def selected(chosen: LearnerFilter) -> LearnerFilter:
    """The filter, or the learners who are asked for by their ids, whatever their status is now.

    Raises BadInputError for too many, NotFoundError for what is no id.
    """
    ids = _sent(SELECTED, MOST_SELECTED)
    if not ids:
        return chosen
    only = frozenset(map(claimed_id, ids))
    return replace(chosen, only=only, standing=Standing.EVERYONE, search="")


def send_awards(ctx: Context, form: Form) -> Response:
    """The awards that fit the filters. Raises BadInputError, NotFoundError."""
    now = ctx.clock()
    found = _awards(ctx, state=_state(request.args.get("state")), badge=request.args.get("badge"))
    return send_table(
        ctx,
        awards_table(found, _state_words(), ctx.base_url),
        form,
        name="awards",
        day=now.date(),
        rows=found.total,
        org_id=None,
        subject="awards",
        now=now,
    )


def send_badge(ctx: Context, achievement_id: UUID, form: Form) -> Response:
    """The list of a badge's page that is asked for. Raises BadInputError, NotFoundError."""
    now, showing = ctx.clock(), request.args.get("show") or Showing.QUALIFY
    if showing not in set(Showing):
        raise BadInputError(f"show: there is {listed([*Showing], 'or')}, not what was asked for.")
    which = Qualifying.ONE_STEP if showing == Showing.ONE_STEP else Qualifying.NEW
    with ctx.reading() as (session, scope):
        badge = achievement(session, scope, achievement_id, now=now)
        names = {
            each.id: each.label
            for each in cohort_choices(
                session, scope, org_id=badge.org_id, programme_id=badge.programme_id
            )
        }
        report = evaluate_achievement(
            session,
            scope,
            achievement_id,
            as_of=now,
            cohort=chosen_id(request.args.get("cohort")),
            presumed=True,
            showing=which,
            limit=0 if showing == Showing.HOLD else MOST_ROWS,
        )
    rows = report.one_step if which is Qualifying.ONE_STEP else report.new
    if showing == Showing.HOLD:
        held = _awards(ctx, state=AwardState.ISSUED, badge=str(achievement_id))
        table, rows = awards_table(held, _state_words(), ctx.base_url), held.total
    elif which is Qualifying.ONE_STEP:
        table = one_step_table(report, names)
    else:
        table = qualifying_table(report, names)
    check_size(rows)
    return send_table(
        ctx,
        table,
        form,
        name=f"{badge.name} {showing}",
        day=now.date(),
        rows=rows,
        org_id=badge.org_id,
        subject=f"badge {badge.id}",
        now=now,
    )


def _sent(name: str, most: int) -> list[str]:
    """All values of that name, of the address or the body. Raises BadInputError for too many."""
    values = request.values.getlist(name)
    if len(values) > most:
        raise BadInputError(f"{name}: {len(values):,} are given; a file takes at most {most:,}.")
    return values


def _awards(ctx: Context, *, state: AwardState | None, badge: str | None) -> AwardsPage:
    with ctx.reading() as (session, scope):
        found = award_rows(
            session,
            scope,
            now=ctx.clock(),
            achievement_id=chosen_id(badge),
            cohort_id=chosen_id(request.args.get("cohort")),
            state=state,
            search=request.args.get("search", ""),
            size=MOST_ROWS,
        )
    check_size(found.total)
    return found


def _state(text: str | None) -> AwardState | None:
    if text in (None, "", ALL):
        return None
    if text not in set(AwardState):
        raise BadInputError(f"state: there is {listed([*AwardState], 'or')}.")
    return AwardState(text)


def _state_words() -> dict[AwardState, str]:
    return {state: words for state, (words, _) in STATES.items()}
