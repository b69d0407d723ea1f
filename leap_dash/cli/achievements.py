"""Commands about what a badge stands for and who qualifies for it."""

import time
from pathlib import Path
from typing import Any

import click

from leap_dash.cli.files import read_image
from leap_dash.cli.house import now, open_house
from leap_dash.cli.output import answer, json_option
from leap_dash.credentials.strict_json import parse as parse_json
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.criteria_evaluate import conclude
from leap_dash.domain.errors import BadInputError
from leap_dash.domain.narrative import clause_text
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.records import EligibilityReport, EligibilityRow
from leap_dash.services.achievements import load
from leap_dash.services.progress import refresh

SHOWN = 20


@click.group()
def achievement() -> None:
    """What badges stand for, and their rules."""


@achievement.command("load")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--org", "org_slug", required=True, help="Slug of the organisation.")
def load_command(file: Path, org_slug: str) -> None:
    """Load one badge or a list of them from a JSON file; a changed rule is a new version.

    \b
    Example: leap-dash achievement load steady.json --org open
    """
    house = open_house()
    specs = _specs(file)
    with house.writing() as session:
        loaded = [
            load(session, OPERATOR, org_slug, spec, now=now(), image=_image(file, spec))
            for spec in specs
        ]
        session.commit()
    for slug, version in loaded:
        click.echo(f"{slug} rule version {version}")


@click.command()
@click.argument("slug")
@click.option("--cohort", help="Code of one cohort; all when left out.")
@json_option
def evaluate(slug: str, cohort: str | None, *, as_json: bool) -> int:
    """Say who qualifies for a badge and what the others lack; writes nothing.

    \b
    Example: leap-dash evaluate steady --cohort 2013J
    """
    begun = time.perf_counter()
    at = now()
    # A writing session that is never committed: summaries are brought up to today for the answer
    # alone.
    with open_house().writing() as session:
        refresh(session, at)
        report = evaluate_achievement(session, OPERATOR, slug, as_of=at, cohort=cohort)
    data = _evaluation(report, time.perf_counter() - begun)
    answer(data, _evaluation_lines(report), as_json=as_json)
    return 0 if report.eligible else 1


def _specs(file: Path) -> list[dict[str, Any]]:
    try:
        data = parse_json(file.read_bytes())
    except OSError as error:
        raise BadInputError(f"{file}: {error.strerror}.") from error
    specs: list[Any] = data if isinstance(data, list) else [data]
    if not specs or not all(isinstance(spec, dict) for spec in specs):
        raise BadInputError(f"{file}: expected one achievement as a JSON object, or a list.")
    return specs


def _image(file: Path, spec: dict[str, Any]) -> bytes | None:
    image = spec.get("image")
    return read_image(file.parent / image) if isinstance(image, str) else None


def _evaluation(report: EligibilityReport, seconds: float) -> dict[str, Any]:
    return {
        "achievement": report.achievement,
        "rule_version": report.rule_version,
        "evaluated": report.evaluated,
        "eligible": report.eligible,
        "already": report.already,
        "one_step": report.one_step,
        "seconds": round(seconds, 3),
        "learners": [
            {
                "learner": row.learner_key,
                "learner_uuid": str(row.learner_id),
                "cohort": row.cohort,
                "eligible": row.eligible,
                "missing": _missing(report, row),
            }
            for row in report.rows
        ],
    }


def _missing(report: EligibilityReport, row: EligibilityRow) -> list[dict[str, str]]:
    texts = (
        clause_text(m, report.names)
        for m in conclude(report.rule, row.measures, presumed=report.presumed).missing
    )
    return [{"clause": text.clause, "have": text.have, "need": text.need} for text in texts]


def _who(row: EligibilityRow) -> str:
    unnamed = row.learner_name == row.learner_key
    return row.learner_key if unnamed else f"{row.learner_key} {row.learner_name}"


def _evaluation_lines(report: EligibilityReport) -> list[str]:
    summary = (
        f"{report.eligible} of {report.evaluated} learners qualify for {report.name} "
        f"(rule version {report.rule_version}); {report.already} have it already, "
        f"{report.one_step} are one step away."
    )
    lines = [summary]
    for row in [row for row in report.rows if row.one_step and row.award is None][:SHOWN]:
        (lacking,) = conclude(report.rule, row.measures, presumed=report.presumed).missing
        lines.append(f"  {_who(row)}: {clause_text(lacking, report.names)}")
    return lines
