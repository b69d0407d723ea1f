"""Puts what was read from a source into the database, by source keys.

Importing the same again changes nothing. Only what differs is written, and only the enrolments that
it touches get new summaries. Reading files is the business of `ingest`.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Org, Section
from leap_dash.db.planner import count_anew
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.ingest.formats import parse
from leap_dash.ingest.rows import Parsed, Rejection, Source
from leap_dash.services import audit
from leap_dash.services.automatic import mark_sections
from leap_dash.services.bulk import among
from leap_dash.services.cohort_learners import mark_learners
from leap_dash.services.collector import collector_paused
from leap_dash.services.import_activity import take_activity
from leap_dash.services.import_doubles import one_of_each
from leap_dash.services.import_learners import take_learners
from leap_dash.services.import_marks import settle_undated, take_line_items, take_results
from leap_dash.services.import_roster import (
    take_cohorts,
    take_courses,
    take_enrollments,
    take_programme,
    take_sections,
)
from leap_dash.services.progress import bring_up_to, rebuild_enrollments, rebuild_sections
from leap_dash.services.upsert import Tally

# What an import does, one after the other; told to whoever waits for it.
STEPS = (
    "Reading",
    "Courses and cohorts",
    "Learners",
    "Line items",
    "Marks",
    "Activity",
    "Summaries",
)
Progress: TypeAlias = Callable[[str, int, int], None]
PROGRAMME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import read, and what it did: made, changed and found unchanged in the database.

    `rows` are lines of data read; the other counts are of what could be used. `seconds` are those
    of the writing, and of the reading too where the import did both.
    """

    format: str
    sources: tuple[Source, ...]
    rows: int
    learners: int
    sections: int
    line_items: int
    enrollments: int
    results: int
    inserted: int
    updated: int
    unchanged: int
    rejected: tuple[Rejection, ...]
    seconds: float
    dry_run: bool

    def to_json(self) -> dict[str, Any]:
        """The report as one JSON object."""
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """The report for people."""
        for source in self.sources:
            yield (
                f"{source.file}: {source.rows:,} lines, {source.encoding}, "
                f"separator {source.separator}, decimal mark {source.decimal!r}"
                + (f"; not read: {', '.join(source.ignored)}" if source.ignored else "")
            )
        yield (
            f"{self.learners:,} learners, {self.sections:,} sections, {self.line_items:,} line "
            f"items, {self.enrollments:,} enrolments, {self.results:,} results"
        )
        verb = "would be " if self.dry_run else ""
        yield (
            f"{self.inserted:,} {verb}inserted, {self.updated:,} {verb}updated, "
            f"{self.unchanged:,} unchanged, {len(self.rejected):,} lines rejected, "
            f"{self.seconds:.1f} s"
        )
        for rejection in self.rejected:
            yield f"{rejection.file}:{rejection.line}: {rejection.column}: {rejection.reason}"


def import_file(
    session: Session,
    scope: Scope,
    format_name: str,
    path: Path,
    *,
    org: str,
    programme: str,
    course: str | None = None,
    cohort: str | None = None,
    now: datetime,
    dry_run: bool = False,
    progress: Progress = lambda _step, _done, _total: None,
) -> ImportReport:
    """Read a file or folder and import it. Who may not import is told so before it is read.

    `progress` is given the step that begins, how many are done, and how many there are.
    Raises what `import_rows` and `ingest.formats.parse` raise.
    """
    begun = time.perf_counter()
    _find_org(session, scope, org)
    _begin(progress, "Reading")
    with collector_paused():
        report = import_rows(
            session,
            scope,
            parse(format_name, path),
            org=org,
            programme=programme,
            course=course,
            cohort=cohort,
            now=now,
            dry_run=dry_run,
            progress=progress,
        )
    return replace(report, seconds=time.perf_counter() - begun)


def import_rows(
    session: Session,
    scope: Scope,
    parsed: Parsed,
    *,
    org: str,
    programme: str,
    course: str | None = None,
    cohort: str | None = None,
    now: datetime,
    dry_run: bool = False,
    progress: Progress = lambda _step, _done, _total: None,
) -> ImportReport:
    """Import what was read into the org of that slug; `dry_run` undoes it, and counts all the same.

    `course` and `cohort` name the section of a file that does not, or choose among several. Raises
    NotFoundError for an org that the viewer may not import into, BadInputError for a programme or
    section that cannot be.
    """
    begun = time.perf_counter()
    found = _find_org(session, scope, org)
    if not PROGRAMME.fullmatch(programme):
        raise BadInputError(
            f"{programme!r} cannot be a programme; expected letters, digits and hyphens, "
            "such as hospitality."
        )
    parsed = parsed.of(course, cohort)
    with session.begin_nested() as savepoint:
        tally, rejected = _write(session, parsed, found, programme, now, progress)
        if dry_run:
            savepoint.rollback()
    report = ImportReport(
        format=parsed.format,
        sources=tuple(parsed.sources),
        rows=parsed.rows,
        learners=len(parsed.learners),
        sections=len(parsed.sections),
        line_items=len(parsed.line_items),
        enrollments=len(parsed.enrollments),
        results=len(parsed.results) - len(rejected),
        inserted=tally.inserted,
        updated=tally.updated,
        unchanged=tally.unchanged,
        rejected=(*parsed.rejected, *rejected),
        seconds=time.perf_counter() - begun,
        dry_run=dry_run,
    )
    if not dry_run:
        _record(session, scope, report, found, programme, now)
    return report


def _find_org(session: Session, scope: Scope, slug: str) -> Org:
    statement = select(Org).where(Org.slug == slug, within(scope, Permission.IMPORT, Org.id))
    # On PostgreSQL imports of one org wait for each other; SQLite has one writer at a time anyway.
    org = session.scalar(statement.with_for_update(key_share=True))
    if org is None:
        raise NotFoundError(f"There is no organisation {slug!r} that you may import into.")
    return org


def _begin(progress: Progress, step: str) -> None:
    progress(step, STEPS.index(step), len(STEPS))


def _write(
    session: Session,
    parsed: Parsed,
    org: Org,
    programme: str,
    now: datetime,
    progress: Progress,
) -> tuple[Tally, list[Rejection]]:
    """Write what differs, then the summaries that it touches."""
    as_of = now.astimezone(ZoneInfo(org.time_zone)).date()
    tally = Tally()
    _begin(progress, "Courses and cohorts")
    programme_id = take_programme(session, programme, tally)
    courses = take_courses(session, programme_id, parsed.courses, tally)
    cohorts = take_cohorts(session, org.id.hex, programme_id, parsed.sections, tally)
    sections, new = take_sections(session, parsed.sections, cohorts, courses, tally)
    _begin(progress, "Learners")
    learners = take_learners(session, org.id.hex, parsed, tally)
    parsed = one_of_each(parsed, learners)
    enrolled = take_enrollments(session, parsed.enrollments, sections, new, learners, tally)
    _begin(progress, "Line items")
    items = take_line_items(session, parsed.line_items, sections, tally)
    _begin(progress, "Marks")
    marks = take_results(session, parsed, sections, learners, items, tally)
    _begin(progress, "Activity")
    active = take_activity(session, parsed.activity, sections, learners, tally)
    _begin(progress, "Summaries")
    count_anew(session, tally.inserted)
    moved = items.moved | new | settle_undated(session, sections.values(), as_of)
    rebuild_sections(session, moved, as_of)
    bring_up_to(session, as_of, among(session, Section.id, sections.values()))
    changed = enrolled.new | enrolled.changed | marks.touched | active
    touched = {enrolled.ids[key] for key in changed if key[0] not in moved}
    rebuild_enrollments(session, touched, as_of)
    mark_sections(session, moved | {section for section, _ in changed}, now)
    if tally.inserted or tally.updated:
        # Also for what no summary of an enrolment holds, such as the dates of a course.
        mark_learners(session, among(session, Section.cohort_id, cohorts.values()))
    return tally, marks.rejected


def _record(
    session: Session, scope: Scope, report: ImportReport, org: Org, programme: str, now: datetime
) -> None:
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=org.id,
        action="import",
        subject=programme,
        detail={
            "format": report.format,
            "rows": report.rows,
            "inserted": report.inserted,
            "updated": report.updated,
            "rejected": len(report.rejected),
        },
    )
