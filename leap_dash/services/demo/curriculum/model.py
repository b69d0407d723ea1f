"""What a programme of the demo consists of: courses, outcomes, items and badges, as plain values.

The contents are in the sibling modules, one per subject area. Nothing here is drawn by chance or
stored.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Category = Literal["assignment", "test", "exam", "participation"]
Level = Literal["bronze", "silver", "gold"]
RuleJson = dict[str, Any]

COMMUNICATION = "communication"
TEAMWORK = "teamwork"
PROBLEM_SOLVING = "problem-solving"
LEADERSHIP = "leadership"
SELF_MANAGEMENT = "self-management"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A learning outcome, and how an assessor sees that it is achieved."""

    name: str
    criteria: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """Something assessed. `weight` is its share of the course's mark in percent.

    `difficulty` is how many percent points the typical mark lies below that of the course.
    """

    code: str
    name: str
    category: Category
    weight: int
    difficulty: float = 0.0

    @property
    def maximum(self) -> int:
        """Points to be had: tests have forty, all else a hundred."""
        return 40 if self.category == "test" else 100


@dataclass(frozen=True, slots=True)
class CoursePlan:
    """An ECVET unit. `items` are in the order in which they fall due, evenly over the course."""

    code: str
    name: str
    difficulty: float
    outcomes: tuple[Outcome, ...]
    items: tuple[Assessment, ...]

    def key(self, item: Assessment) -> str:
        """The item's key in the provider's system, unique in the programme: `HO1-A1`."""
        return f"{self.code}-{item.code}"


@dataclass(frozen=True, slots=True)
class Alignment:
    """A term of a public framework that a badge stands for."""

    name: str
    url: str
    framework: str


@dataclass(frozen=True, slots=True)
class BadgePlan:
    """An achievement; the rule is in the JSON of the rule language. `months`: good for so long."""

    slug: str
    name: str
    level: Level
    description: str
    rule: RuleJson
    alignments: tuple[Alignment, ...]
    months: int | None = None


@dataclass(frozen=True, slots=True)
class ProgrammePlan:
    """A programme; `badges` in the order in which they can be held, `skills` that are recorded."""

    slug: str
    name: str
    subject_area: str
    courses: tuple[CoursePlan, ...]
    skills: tuple[str, ...]
    badges: tuple[BadgePlan, ...]

    def items(self) -> Iterator[tuple[CoursePlan, Assessment]]:
        """Every item with its course."""
        for course in self.courses:
            for item in course.items:
                yield course, item


def eqf(level: int) -> Alignment:
    """A level of the European Qualifications Framework."""
    return Alignment(
        f"EQF level {level}",
        "https://europass.europa.eu/en/description-eight-eqf-levels",
        "European Qualifications Framework",
    )


def occupation(code: str, name: str) -> Alignment:
    """A group of occupations: ESCO's address of an ISCO-08 code."""
    return Alignment(name, f"http://data.europa.eu/esco/isco/C{code}", "ESCO occupations")


def field_of_study(code: str, name: str) -> Alignment:
    """A field of education and training: ESCO's address of an ISCED-F 2013 code."""
    return Alignment(name, f"http://data.europa.eu/esco/isced-f/{code}", "ISCED-F 2013")
