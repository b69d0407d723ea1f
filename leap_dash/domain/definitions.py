"""What somebody wrote about a badge, read and checked field by field.

The shape only: whether the programme and what the rule names exist is asked where it is stored.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from leap_dash.domain.criteria import Rule
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.errors import BadInputError, BadRuleError
from leap_dash.domain.fields import read_text, read_url, refuse
from leap_dash.domain.validity import MONTHS, REMIND, Validity, read_validity

# Part of addresses, so: what needs no escaping in them.
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_LENGTH = 100
NAME_LENGTH = 500
DESCRIPTION_LENGTH = 10_000
ALT_LENGTH = 300
MAX_ALIGNMENTS = 50
MAX_LANGUAGES = 30
# As Open Badges 3.0 writes them; part of addresses too.
LANGUAGE = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
LEVELS = ("bronze", "silver", "gold")
AWARD_MODES = ("automatic", "reviewed")
# AchievementType of the Open Badges 3.0 specification, which also allows `ext:...`.
TYPES = (
    "Achievement",
    "ApprenticeshipCertificate",
    "Assessment",
    "Assignment",
    "AssociateDegree",
    "Award",
    "BachelorDegree",
    "Badge",
    "Certificate",
    "CertificateOfCompletion",
    "Certification",
    "CoCurricular",
    "CommunityService",
    "Competency",
    "Course",
    "Degree",
    "Diploma",
    "DoctoralDegree",
    "Fieldwork",
    "GeneralEducationDevelopment",
    "JourneymanCertificate",
    "LearningProgram",
    "License",
    "MasterCertificate",
    "MasterDegree",
    "Membership",
    "MicroCredential",
    "ProfessionalDoctorate",
    "QualityAssuranceCredential",
    "ResearchDoctorate",
    "SecondarySchoolDiploma",
)
_EXTENSION = re.compile(r"ext:[A-Za-z0-9.+_-]+")


@dataclass(frozen=True, slots=True)
class Definition:
    """A badge as it was written. `programme` is a slug; alignments hold name, url, framework, code.

    `translations` hold name and description by language tag; `renewal` is the rule by which badges
    are renewed, where that is another.
    """

    slug: str
    name: str
    description: str
    programme: str
    rule: Rule
    achievement_type: str
    level: str | None
    alignments: tuple[Mapping[str, str], ...]
    language: str
    translations: Mapping[str, Mapping[str, str]]
    validity: Validity
    renewal: Rule | None
    award_mode: str
    image_alt: str | None


def read_definition(spec: Mapping[str, Any]) -> Definition:
    """The badge that decoded JSON describes; null counts as left out.

    Raises BadInputError whose message starts with the field, BadRuleError for the rule.
    """
    given = {key: value for key, value in spec.items() if value is not None}
    for key in given:
        if key not in _FIELDS:
            close = get_close_matches(key, _FIELDS, n=1)
            remedy = f'did you mean "{close[0]}"?' if close else f"known are {', '.join(_FIELDS)}."
            raise BadInputError(f"{key[:40]}: unknown field; {remedy}")
    for key in ("slug", "name", "description", "programme", "rule"):
        if key not in given:
            refuse(key, "is missing", "every badge has one")
    return Definition(
        slug=_slug(given["slug"]),
        name=read_text("name", given["name"], NAME_LENGTH),
        description=read_text("description", given["description"], DESCRIPTION_LENGTH),
        programme=read_text("programme", given["programme"], SLUG_LENGTH),
        rule=parse(given["rule"]),
        achievement_type=_type(given.get("type", "Badge")),
        level=_one_of("level", given["level"], LEVELS) if "level" in given else None,
        alignments=_alignments(given.get("alignments", [])),
        language=_language("language", given.get("language", "en")),
        translations=_translations(given.get("translations", {})),
        validity=read_validity(given.get(MONTHS), given.get(REMIND)),
        renewal=_renewal(given["renewal"]) if "renewal" in given else None,
        award_mode=_one_of("award", given.get("award", "reviewed"), AWARD_MODES),
        image_alt=read_text("image_alt", given["image_alt"], ALT_LENGTH)
        if "image_alt" in given
        else None,
    )


_FIELDS = (
    "slug",
    "name",
    "description",
    "type",
    "programme",
    "image",
    "image_alt",
    "level",
    "rule",
    "alignments",
    "language",
    "translations",
    MONTHS,
    REMIND,
    "renewal",
    "award",
)


def slug_of(name: str) -> str:
    """What a badge of that name could be called in addresses."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:SLUG_LENGTH].strip("-") or "badge"


def _slug(value: object) -> str:
    if not isinstance(value, str) or not SLUG.fullmatch(value) or len(value) > SLUG_LENGTH:
        refuse("slug", "cannot be part of an address", "expected a-z, 0-9 and single hyphens")
    return value


def _type(value: object) -> str:
    if not isinstance(value, str) or not (value in TYPES or _EXTENSION.fullmatch(value)):
        close = get_close_matches(str(value)[:40], TYPES, n=1)
        remedy = (
            f'did you mean "{close[0]}"?' if close else "expected Badge, Course, ... or ext:Name"
        )
        refuse("type", "is no type of Open Badges 3.0", remedy)
    return value


def _one_of(field: str, value: object, known: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in known:
        refuse(field, "has a value that there is none of", f"expected {' or '.join(known)}")
    return value


def _renewal(value: object) -> Rule:
    try:
        return parse(value)
    except BadRuleError as error:
        raise BadRuleError(f"renewal: {error}") from error


def _alignments(value: object) -> tuple[Mapping[str, str], ...]:
    if not isinstance(value, list) or len(value) > MAX_ALIGNMENTS:
        refuse("alignments", "is no list", f"expected a list of at most {MAX_ALIGNMENTS}")
    return tuple(_alignment(f"alignments[{i}]", each) for i, each in enumerate(value))


def _alignment(field: str, value: object) -> Mapping[str, str]:
    readers: dict[str, Callable[[str, object], str]] = {
        "name": lambda name, text: read_text(name, text, NAME_LENGTH),
        "url": read_url,
        "framework": lambda name, text: read_text(name, text, NAME_LENGTH),
        "code": lambda name, text: read_text(name, text, NAME_LENGTH),
    }
    if not isinstance(value, dict):
        refuse(field, "is no object", "expected name, url and, where there are, framework, code")
    given = {key: each for key, each in value.items() if each is not None}
    for key in given:
        if key not in readers:
            refuse(f"{field}.{key[:40]}", "unknown field", f"known are {', '.join(readers)}")
    for key in ("name", "url"):
        if key not in given:
            refuse(f"{field}.{key}", "is missing", "every alignment has one")
    return {key: readers[key](f"{field}.{key}", given[key]) for key in readers if key in given}


def _language(field: str, value: object) -> str:
    if not isinstance(value, str) or not LANGUAGE.fullmatch(value):
        refuse(field, "is no language", "expected a tag such as de, el or pt-BR")
    return value


def _translations(value: object) -> Mapping[str, Mapping[str, str]]:
    if not isinstance(value, dict) or len(value) > MAX_LANGUAGES:
        refuse(
            "translations",
            "is no object",
            f"expected at most {MAX_LANGUAGES} languages, each with name and description",
        )
    return {
        _language(f"translations.{str(tag)[:40]}", tag): _translation(f"translations.{tag}", each)
        for tag, each in value.items()
    }


def _translation(field: str, value: object) -> Mapping[str, str]:
    if not isinstance(value, dict) or set(value) != {"name", "description"}:
        refuse(field, "is incomplete", "expected name and description, and nothing else")
    return {
        "name": read_text(f"{field}.name", value["name"], NAME_LENGTH),
        "description": read_text(f"{field}.description", value["description"], DESCRIPTION_LENGTH),
    }
