"""Commands that give badges, list them, and take them back."""

import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from sqlalchemy.orm import Session

from leap_dash.cli.house import House, now, open_house
from leap_dash.cli.output import answer, bar, json_option
from leap_dash.db.learner_ids import find_learners
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.awards import AwardState
from leap_dash.domain.errors import BadInputError, SigningError
from leap_dash.ingest.learner_list import BadLine
from leap_dash.jobs import decide, finish
from leap_dash.queries.award_list import list_awards
from leap_dash.queries.award_lists import find_listed
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.queries.moderation import proposed_learners
from leap_dash.records import Qualifying
from leap_dash.services.batches import waiting
from leap_dash.services.issuing import Publisher, open_issuance
from leap_dash.services.moderation import approve_learners
from leap_dash.services.progress import refresh


@click.command()
@click.argument("slug")
@click.option("--cohort", help="Code of one cohort; all when left out.")
@click.option("--learner", "learners", multiple=True, help="Only this learner; may be repeated.")
@click.option(
    "--from",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Only the learners whom this CSV file names, one a line.",
)
@click.option("--renew", is_flag=True, help="Renew it for those whose badge lapses soon, or has.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@json_option
def award(
    slug: str,
    cohort: str | None,
    learners: tuple[str, ...],
    file: Path | None,
    *,
    renew: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Give a badge to everyone who qualifies and has it not yet.

    With --renew it gives a new badge, with an end of its own, to those who meet the rule for
    renewals and whose badge lapses within 90 days or has lapsed.

    Given again it finishes what an interrupted run has left, and doubles nothing. What waits for a
    moderator is approved by it.

    \b
    Example: leap-dash award steady --cohort 2013J
    """
    begun = time.perf_counter()
    house = open_house()
    problems: list[BadLine] = []
    named = _learners(house, slug, learners)
    if file is not None:
        listed, problems = _listed(house, slug, file)
        named = [*(named or []), *listed]
    give = _dry_run if dry_run else _award
    data = give(house, slug, cohort, named, renew=renew)
    if file is not None:
        data["lines"] = [asdict(problem) for problem in problems]
    data["seconds"] = round(time.perf_counter() - begun, 3)
    summary = (
        f"{data['issued']} badges {'would be ' if dry_run else ''}issued; "
        f"{data['already']} {'cannot renew it now' if renew else 'had it already'}; "
        f"{len(data['failed'])} failed; "
        f"{data['evaluated']} learners evaluated."
    )
    failures = (f"  {row['learner']}: {row['reason']}" for row in data["failed"])
    lines = (f"  line {each.line}, {each.learner}: {each.reason}" for each in problems)
    answer(data, [summary, *failures, *lines], as_json=as_json)
    return 0 if data["issued"] or data["already"] else 1


@click.command()
@click.option("--achievement", help="Slug of a badge, ORG/SLUG, or its id.")
@click.option("--cohort", help="Code of a cohort.")
@click.option("--learner", help="An identifier of a learner, or the UUID.")
@json_option
def awards(
    achievement: str | None, cohort: str | None, learner: str | None, *, as_json: bool
) -> None:
    """List the badges given.

    \b
    Example: leap-dash awards --achievement steady --json
    """
    house = open_house()
    with house.reading() as session:
        found = list_awards(
            session, OPERATOR, achievement=achievement, cohort=cohort, learner=learner, now=now()
        )
        rows = list(found)
    base_url = house.settings.base_url
    data = [
        {
            "id": str(row.id),
            "achievement": row.achievement,
            "learner": row.learner_key,
            "learner_uuid": str(row.learner_id),
            "state": row.state,
            "issued_at": row.issued_at.isoformat() if row.issued_at else None,
            "url": f"{base_url}/badges/{row.id}",
        }
        for row in rows
    ]
    lines = (f"{d['id']}  {d['state']:8}  {d['learner']}  {d['achievement']}" for d in data)
    answer(data, lines, as_json=as_json)


def _award(
    house: House, slug: str, cohort: str | None, learners: list[UUID] | None, *, renew: bool
) -> dict[str, Any]:
    at = now()
    base_url = house.settings.base_url
    publisher = Publisher(house.keys, base_url)
    with house.writing() as session:
        refresh(session, at)
        batch_id, report = decide(
            session,
            OPERATOR,
            achievement=slug,
            cohort=cohort,
            learners=learners,
            renewing=renew,
            base_url=base_url,
            now=at,
        )
        proposed = _proposed(session, report.achievement_id, cohort, learners, at, renew=renew)
        approve_learners(session, OPERATOR, report.achievement_id, proposed, renewing=renew, now=at)
        # With a key that cannot be used nothing is decided either.
        open_issuance(session, batch_id, publisher)
        session.commit()
        # Before it, whatever runs that died have left of the same badge.
        batches = [b for b in waiting(session, report.achievement_id) if b != batch_id]
    with bar(f"Signing {report.name}") as progress:
        outcomes = [
            finish(house.engine, each, publisher=publisher, clock=now, progress=progress)
            for each in [*batches, batch_id]
        ]
    for outcome in outcomes:
        if outcome.stopped_reason is not None:
            raise SigningError(outcome.stopped_reason)
    return {
        "batch": str(batch_id),
        "evaluated": report.evaluated,
        "issued": sum(outcome.signed_now for outcome in outcomes),
        # What an earlier run had decided and this one signed is counted as issued, not twice.
        "already": report.already - sum(outcome.signed_now for outcome in outcomes[:-1]),
        "failed": [row for outcome in outcomes for row in outcome.failed],
    }


def _dry_run(
    house: House, slug: str, cohort: str | None, learners: list[UUID] | None, *, renew: bool
) -> dict[str, Any]:
    at = now()
    with house.writing() as session:  # never committed
        refresh(session, at)
        report = evaluate_achievement(
            session,
            OPERATOR,
            slug,
            as_of=at,
            cohort=cohort,
            learners=learners,
            renewing=renew,
            showing=Qualifying.NEW,
        )
        proposed = _proposed(session, report.achievement_id, cohort, learners, at, renew=renew)
    return {
        "batch": None,
        "evaluated": report.evaluated,
        "issued": len(report.rows) + len(proposed),
        "already": report.already - len(proposed),
        "failed": [],
    }


def _proposed(
    session: Session,
    achievement_id: UUID,
    cohort: str | None,
    learners: list[UUID] | None,
    at: datetime,
    *,
    renew: bool,
) -> list[UUID]:
    """Who qualifies and waits for a moderator, whom the operator stands in for."""
    found = proposed_learners(session, OPERATOR, achievement_id, renewing=renew)
    if learners is not None:
        found &= frozenset(learners)
    if not found:
        return []
    report = evaluate_achievement(
        session,
        OPERATOR,
        achievement_id,
        as_of=at,
        cohort=cohort,
        learners=found,
        renewing=renew,
        showing=Qualifying.ELIGIBLE,
    )
    return [row.learner_id for row in report.rows if row.award is AwardState.PROPOSED]


def _learners(house: House, slug: str, ids: tuple[str, ...]) -> list[UUID] | None:
    """The learners named, who must be of the badge's org; None when none is named."""
    if not ids:
        return None
    with house.reading() as session:
        report = evaluate_achievement(session, OPERATOR, slug, as_of=now(), limit=1)
        return list(find_learners(session, OPERATOR, ids, org_id=report.org_id).values())


def _listed(house: House, slug: str, file: Path) -> tuple[list[UUID], list[BadLine]]:
    """The learners whom a file names, and its lines that cannot be used."""
    content = file.read_bytes()
    with house.reading() as session:
        badge = evaluate_achievement(session, OPERATOR, slug, as_of=now(), limit=0).achievement_id
        return find_listed(session, OPERATOR, badge, content, now=now())


def as_award_id(text: str) -> UUID:
    """The id of an award as people type it. Raises BadInputError."""
    try:
        return UUID(text)
    except ValueError as error:
        raise BadInputError(
            f"{text!r} is not the id of an award; leap-dash awards lists them."
        ) from error
