"""Who vouches for a badge or an issuer: the addresses of endorsements, and what lists say."""

import json
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template

from leap_dash.context import Context
from leap_dash.credentials.report import VerificationReport
from leap_dash.domain.endorsements import Target, TargetKind
from leap_dash.figures.words import day
from leap_dash.public.answers import public_data, public_page
from leap_dash.queries.endorsements import endorsement, endorsements_of
from leap_dash.queries.public import check_endorsements
from leap_dash.records import EndorsementRow

MINUTE = 60


def routes(ctx: Context) -> Blueprint:
    """`/endorsements/...`: also a withdrawn one stays at its address, and says so."""
    blueprint = Blueprint("endorsements", __name__)

    @blueprint.get("/endorsements/<uuid:endorsement_id>")
    def page(endorsement_id: UUID) -> Response:
        return public_page(_page(ctx, endorsement_id), max_age=MINUTE)

    @blueprint.get("/endorsements/<uuid:endorsement_id>.json")
    def document(endorsement_id: UUID) -> Response:
        with ctx.reading_for_anyone() as db:
            found = endorsement(db, endorsement_id)
        return public_data(found.credential, "application/vc", max_age=MINUTE)

    return blueprint


def endorsement_list(ctx: Context, target: Target) -> list[dict[str, Any]]:
    """What pages say of each endorsement in force, with the verdict of just now."""
    with ctx.reading_for_anyone() as db:
        found = endorsements_of(db, target)
        reports = check_endorsements(
            db, found, keys=ctx.keys, base_url=ctx.base_url, now=ctx.clock()
        )
    return [_words(*each, ctx.base_url) for each in zip(found, reports, strict=True)]


def embedded(ctx: Context, target: Target) -> dict[str, Any]:
    """The member `endorsement` of an achievement's or issuer's JSON; nothing where there is none.

    Only there, never in a signed badge: it would change what was signed, and outlive a withdrawal.
    """
    with ctx.reading_for_anyone() as db:
        found = endorsements_of(db, target)
    return {"endorsement": [json.loads(each.credential) for each in found]} if found else {}


def _page(ctx: Context, endorsement_id: UUID) -> str:
    with ctx.reading_for_anyone() as db:
        found = endorsement(db, endorsement_id)
        (report,) = check_endorsements(
            db, [found], keys=ctx.keys, base_url=ctx.base_url, now=ctx.clock()
        )
    return render_template(
        "endorsement.html",
        endorsement=_words(found, report, ctx.base_url),
        report=report,
        demo=found.is_demo,
    )


def _words(found: EndorsementRow, report: VerificationReport, base_url: str) -> dict[str, Any]:
    address = f"{base_url}/endorsements/{found.id}"
    owner_url = f"{base_url}/issuers/{found.owner_slug}"
    is_badge = found.target.kind is TargetKind.BADGE
    return {
        "url": address,
        "json_url": f"{address}.json",
        "endorser_name": found.endorser_name,
        "endorser_url": f"{base_url}/issuers/{found.endorser_slug}",
        "target_name": found.target_name,
        "target_url": f"{base_url}/achievements/{found.target.id}" if is_badge else owner_url,
        "target_kind": found.target.kind.value,
        "owner_name": found.owner_name,
        "owner_url": owner_url,
        "comment": found.comment,
        "given_on": day(found.given_at),
        "withdrawn": None
        if found.withdrawn_at is None
        else f"Withdrawn on {day(found.withdrawn_at)}: {found.withdrawn_reason}",
        "verdict": report.verdict,
        "verdict_text": _verdict(found, report),
    }


def _verdict(found: EndorsementRow, report: VerificationReport) -> str:
    """One sentence on whether it holds."""
    if report.verdict == "valid":
        return f"Checked just now: signed by {found.endorser_name}, unchanged and in force."
    wanted = "fail" if report.verdict == "invalid" else "unknown"
    why = next(check.detail for check in report.checks if check.result == wanted)
    told = "It does not hold" if report.verdict == "invalid" else "Whether it holds cannot be told"
    return f"{told}: {why}"
