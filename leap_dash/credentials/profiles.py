"""How an organisation and an achievement of this installation appear in badges.

Written once, so that a badge and the addresses it names say the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol
from uuid import UUID

from leap_dash.credentials.did import did_web
from leap_dash.credentials.model import (
    AchievementSpec,
    Alignment,
    AwardResult,
    Identifier,
    Issuer,
    Related,
    ResultDescription,
)
from leap_dash.domain.measured import MeasuredClause, number, stated


class OrgText(Protocol):
    """What is known of an organisation that issues."""

    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def issuer_url(self) -> str | None: ...
    @property
    def issuer_email(self) -> str | None: ...
    @property
    def issuer_description(self) -> str | None: ...
    @property
    def issuer_image_png(self) -> bytes | None: ...
    @property
    def issuer_identifiers(self) -> Sequence[Mapping[str, str]]: ...
    @property
    def country(self) -> str: ...


class AchievementText(Protocol):
    """What is known of an achievement, beside its rule."""

    @property
    def id(self) -> UUID: ...
    @property
    def achievement_type(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def level(self) -> str | None: ...
    @property
    def language(self) -> str: ...
    @property
    def alignments(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def translations(self) -> Mapping[str, Mapping[str, str]]: ...
    @property
    def image_version(self) -> int: ...
    @property
    def image_alt(self) -> str | None: ...


class RuleText(Protocol):
    """What is known of the rule that an award met."""

    @property
    def version(self) -> int: ...
    @property
    def narrative(self) -> str: ...
    @property
    def measures(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def needs(self) -> Sequence[str]: ...


def issuer_profile(org: OrgText, base_url: str) -> Issuer:
    """The organisation as the issuer of its badges."""
    address = f"{base_url}/issuers/{org.slug}"
    return Issuer(
        id=did_web(base_url, org.slug),
        name=org.name,
        url=org.issuer_url or address,
        email=org.issuer_email,
        description=org.issuer_description,
        image_url=f"{address}.png" if org.issuer_image_png else None,
        country=org.country,
        identifiers=tuple(Identifier(i["type"], i["value"]) for i in org.issuer_identifiers),
    )


def achievement_spec(
    achievement: AchievementText, rule: RuleText, subject_area: str | None, base_url: str
) -> AchievementSpec:
    """The achievement as its badges describe it, under one version of its rule."""
    address = f"{base_url}/achievements/{achievement.id}"
    return AchievementSpec(
        id=address,
        achievement_type=achievement.achievement_type,
        name=achievement.name,
        description=achievement.description,
        criteria_narrative=rule.narrative,
        image_url=picture_address(address, achievement.image_version),
        image_alt=achievement.image_alt,
        language=achievement.language,
        tags=tuple(tag for tag in (subject_area, achievement.level) if tag),
        alignments=tuple(
            Alignment(a["name"], a["url"], a.get("framework"), a.get("code"))
            for a in achievement.alignments
        ),
        results=tuple(
            # The version is part of it: another version of the rule measures something else.
            _described(f"{address}#v{rule.version}-result-{number}", clause)
            for number, clause in enumerate(clauses_of(rule))
        ),
        related=(
            *(Related(f"{base_url}/achievements/{needed}") for needed in rule.needs),
            *(Related(f"{address}/{tag}", tag) for tag in sorted(achievement.translations)),
        ),
    )


def picture_address(achievement_address: str, version: int) -> str:
    """Where one version of a badge's picture stands: it shows the same for ever."""
    return f"{achievement_address}/pictures/{version}.png"


def translated(spec: AchievementSpec, tag: str, words: Mapping[str, str]) -> AchievementSpec:
    """The achievement in another language, at an address of its own, related to the first."""
    return replace(
        spec,
        id=f"{spec.id}/{tag}",
        name=words["name"],
        description=words["description"],
        language=tag,
        related=(Related(spec.id, spec.language),),
    )


def clauses_of(rule: RuleText) -> tuple[MeasuredClause, ...]:
    """What the rule measures."""
    return tuple(MeasuredClause(**clause) for clause in rule.measures)


def award_results(
    spec: AchievementSpec, clauses: Sequence[MeasuredClause], trace: Sequence[Mapping[str, Any]]
) -> tuple[AwardResult, ...]:
    """The values that met the rule, under the ids of `spec`, whose rule has these clauses."""
    ids = {clause.path: each.id for clause, each in zip(clauses, spec.results, strict=True)}
    return tuple(
        AwardResult(ids[path], value, None if value is not None else "Completed")
        for path, value in stated(clauses, trace)
    )


_RESULT_TYPES = {"percent": "Percent", "count": "RawScore", "status": "Status"}


def _described(id_: str, clause: MeasuredClause) -> ResultDescription:
    percent = clause.kind == "percent"
    return ResultDescription(
        id=id_,
        name=clause.name,
        kind=_RESULT_TYPES[clause.kind],
        required=None if clause.required is None else number(clause.required),
        least=None if clause.kind == "status" else "0",
        most="100" if percent else None,
    )
