"""The typed rows that every source format yields, and what could not be read.

Rows are named tuples, not dataclasses: a year of marks is a hundred thousand of them, and they are
made in a third of the time. None in an optional field means that
the source does not say; what is stored then stays as it is.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from leap_dash.domain.errors import BadInputError

MAX_CODE = 100


class SectionKey(NamedTuple):
    """One course run for one cohort, by their codes."""

    course: str
    cohort: str


UNNAMED = SectionKey("", "")  # of a file that leaves it to whoever imports it


class LearnerRow(NamedTuple):
    """Someone who learns, by the id that the source gives them."""

    id: str
    email: str | None = None
    given_name: str | None = None
    family_name: str | None = None


class CourseRow(NamedTuple):
    """A unit of the programme."""

    code: str
    name: str


class SectionRow(NamedTuple):
    """A course run: its first day, and its length in days."""

    key: SectionKey
    starts_on: date | None = None
    days: int | None = None


class LineItemRow(NamedTuple):
    """Something assessed in a section; `due_on` is the last day in time.

    Without `position` it comes after what is there, in the order of the rows.
    """

    section: SectionKey
    source_key: str
    name: str
    category: str | None = None
    maximum: float | None = None
    weight: float | None = None
    due_on: date | None = None
    position: int | None = None


class EnrollmentRow(NamedTuple):
    """A learner in a section: active, withdrawn or completed, and how it ended.

    `final_result` is pass, distinction, fail or withdrawn.
    """

    section: SectionKey
    learner: str
    status: str | None = None
    enrolled_on: date | None = None
    withdrawn_on: date | None = None
    final_result: str | None = None


class ResultRow(NamedTuple):
    """What a learner has for a line item: here None is a fact, not silence.

    `score` is of the item's maximum (none: not graded); `submitted_on` none: not known; `line` is
    where it stands in its file.
    """

    section: SectionKey
    item: str
    learner: str
    score: float | None
    submitted_on: date | None
    excused: bool = False
    carried_over: bool = False
    line: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether it says that nothing was handed in."""
        return self.score is None and self.submitted_on is None and not self.excused


class ActivityRow(NamedTuple):
    """What a learner did in one week of a section, counted from its first day (week 0)."""

    section: SectionKey
    learner: str
    week: int
    active_days: int
    events: int


@dataclass(frozen=True, slots=True)
class Rejection:
    """A line that did not go in: its first line in the file (from 1), the column, the remedy."""

    file: str
    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """How a file was read: encoding, separator and decimal mark found, lines of data in it.

    `ignored` names the columns that no one asked for.
    """

    file: str
    encoding: str
    separator: str
    decimal: str
    rows: int
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """All that a source says. `id_source` names whose learner ids these are; `results_file` and
    `score_column` say where a score stands that turns out to be impossible (none: in a column named
    after its item).

    `own_ids`: the ids are the org's own, so a learner known by the same id from elsewhere is the
    same person; otherwise two sources may use one id for two people.
    """

    format: str
    id_source: str
    results_file: str
    score_column: str | None
    own_ids: bool = False
    sources: list[Source] = field(default_factory=list)
    learners: list[LearnerRow] = field(default_factory=list)
    courses: list[CourseRow] = field(default_factory=list)
    sections: list[SectionRow] = field(default_factory=list)
    line_items: list[LineItemRow] = field(default_factory=list)
    enrollments: list[EnrollmentRow] = field(default_factory=list)
    results: list[ResultRow] = field(default_factory=list)
    activity: list[ActivityRow] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Lines of data read, the rejected ones among them."""
        return sum(source.rows for source in self.sources)

    def of(self, course: str | None, cohort: str | None) -> "Parsed":
        """The rows of one section: the unnamed one gets these codes; of several, these are kept.

        Sources and rejected lines are told whole. Raises BadInputError where a code is needed and
        not given, or nothing is left.
        """
        if [row.key for row in self.sections] == [UNNAMED]:
            if not course or not cohort:
                option = "--cohort" if course else "--course"
                raise BadInputError(
                    f"{self.results_file}: does not say of which section it is; give {option} CODE."
                )
            if max(len(course), len(cohort)) > MAX_CODE:
                raise BadInputError(f"A code has at most {MAX_CODE} characters; shorten it.")
            return self._named(SectionKey(course, cohort))
        if course is None and cohort is None:
            return self
        kept = {
            key
            for key in (row.key for row in self.sections)
            if course in (None, key.course) and cohort in (None, key.cohort)
        }
        if not kept:
            raise BadInputError(
                f"{self.format}: nothing is of {' '.join(filter(None, (course, cohort)))}; "
                f"there is {', '.join(' '.join(row.key) for row in self.sections)}."
            )
        return self._only(kept)

    def _named(self, key: SectionKey) -> "Parsed":
        return replace(
            self,
            courses=[CourseRow(key.course, key.course)],
            sections=[row._replace(key=key) for row in self.sections],
            line_items=[row._replace(section=key) for row in self.line_items],
            enrollments=[row._replace(section=key) for row in self.enrollments],
            results=[row._replace(section=key) for row in self.results],
            activity=[row._replace(section=key) for row in self.activity],
        )

    def _only(self, kept: set[SectionKey]) -> "Parsed":
        courses = {key.course for key in kept}
        enrollments = [row for row in self.enrollments if row.section in kept]
        learners = {row.learner for row in enrollments}
        return replace(
            self,
            learners=[row for row in self.learners if row.id in learners],
            courses=[row for row in self.courses if row.code in courses],
            sections=[row for row in self.sections if row.key in kept],
            line_items=[row for row in self.line_items if row.section in kept],
            enrollments=enrollments,
            results=[row for row in self.results if row.section in kept],
            activity=[row for row in self.activity if row.section in kept],
        )
