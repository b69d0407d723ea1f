"""A badge is stored as it was written, its rule in versions, or refused by field and place."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, AuditEvent, CriteriaRule, Org, Programme
from leap_dash.domain.access import OPERATOR, Role, Scope
from leap_dash.domain.errors import (
    BadInputError,
    BadRuleError,
    BakingError,
    ConflictError,
    NotFoundError,
)
from leap_dash.services.achievements import load
from tests import factories
from tests.factories import NOW

HOST: dict[str, Any] = {
    "slug": "host",
    "name": "Host",
    "description": "Welcomes guests.",
    "type": "Badge",
    "programme": "hospitality",
    "level": "bronze",
    "rule": {"average": {"min_percent": 40}},
    "alignments": [{"name": "EQF level 4", "url": "https://europa.eu/eqf", "framework": "EQF"}],
    "expires_months": 24,
    "award": "automatic",
}


@pytest.fixture
def org(session: Session) -> Org:
    """An org with one course, one item and one learner."""
    org = factories.org(session)
    programme = factories.programme(session)
    course = factories.course(session, programme, "unit-1", name="Reception")
    cohort = factories.cohort(session, org, programme)
    section = factories.section(session, cohort, course)
    factories.line_item(session, section, "tma-1", name="First task")
    return org


def store(
    session: Session,
    changes: Mapping[str, Any] | None = None,
    *,
    scope: Scope = OPERATOR,
    org: str = "tralee",
    image: bytes | None = None,
) -> tuple[str, int]:
    """Load the badge above with these changes; a field that is ... is left out."""
    spec = {key: value for key, value in {**HOST, **(changes or {})}.items() if value is not ...}
    return load(session, scope, org, spec, now=NOW, image=image)


def stored(session: Session, slug: str = "host") -> Achievement:
    """The badge as it is in the database."""
    session.expire_all()
    return session.scalars(select(Achievement).where(Achievement.slug == slug)).one()


def rules(session: Session) -> list[tuple[int, dict[str, Any], str]]:
    """Every version of the rule, with its words."""
    rows = session.execute(
        select(CriteriaRule.version, CriteriaRule.rule, CriteriaRule.narrative).order_by(
            CriteriaRule.version
        )
    )
    return [(version, rule, words) for version, rule, words in rows]


def events(session: Session) -> list[dict[str, Any]]:
    """What the chain of events says of badges."""
    return list(session.scalars(select(AuditEvent.detail).order_by(AuditEvent.seq)))


def test_a_badge_is_stored_with_all_that_was_written(session: Session, org: Org) -> None:
    assert store(session) == ("host", 1)
    badge = stored(session)
    assert (badge.org_id, badge.name, badge.description) == (org.id, "Host", "Welcomes guests.")
    assert (badge.achievement_type, badge.level, badge.award_mode) == (
        "Badge",
        "bronze",
        "automatic",
    )
    assert (badge.expires_months, badge.alignments) == (24, HOST["alignments"])
    ((version, rule, words),) = rules(session)
    assert (version, rule) == (1, HOST["rule"])
    assert words.startswith("To earn this badge, a learner must reach a weighted average")


@pytest.mark.usefixtures("org")
def test_what_may_be_left_out_has_its_default(session: Session) -> None:
    optional = ("type", "level", "alignments", "expires_months", "award", "translations")
    store(session, dict.fromkeys(optional, ...))
    badge = stored(session)
    assert (badge.achievement_type, badge.award_mode, badge.level) == ("Badge", "reviewed", None)
    assert (badge.alignments, badge.expires_months, badge.image_png) == ([], None, None)


@pytest.mark.usefixtures("org")
def test_a_rule_for_renewals_is_a_version_that_nobody_earns_the_badge_by(session: Session) -> None:
    renewal = {"result": {"item": "tma-1", "min_percent": 80}}
    assert store(session, {"renewal": renewal, "remind_days": [14, 60]}) == ("host", 1)
    badge = stored(session)
    assert (badge.rule_version, badge.renewal_version, badge.remind_days) == (1, 2, [60, 14])
    assert [rule for _, rule, _ in rules(session)] == [HOST["rule"], renewal]
    assert store(session, {"renewal": renewal, "remind_days": [60, 14]}) == ("host", 1)
    assert len(rules(session)) == 2
    assert store(session, {"renewal": renewal, "rule": {"average": {"min_percent": 50}}}) == (
        "host",
        3,
    )
    assert stored(session).renewal_version == 2
    store(session, {"rule": {"average": {"min_percent": 50}}})
    assert stored(session).renewal_version is None


@pytest.mark.usefixtures("org")
def test_what_the_rule_measures_and_needs_is_kept_with_its_version(session: Session) -> None:
    store(session)
    rule = {
        "all": [
            {"average": {"min_percent": 62.5}},
            {"submitted": {"min_share": 0.9}},
            {"participation": {"min_active_weeks": 3}},
            {"completed": {}},
            {"holds": {"achievement": "host"}},
        ]
    }
    store(session, {"slug": "head-host", "name": "Head host", "rule": rule})
    kept = session.scalars(
        select(CriteriaRule).where(CriteriaRule.achievement_id == stored(session, "head-host").id)
    ).one()
    assert [(m["kind"], m["required"]) for m in kept.measures] == [
        ("percent", 62.5),
        ("percent", 90.0),
        ("count", 3),
        ("status", None),
    ]
    assert kept.measures[0]["name"].startswith("Average over all work")
    assert kept.needs == [str(stored(session).id)]


@pytest.mark.usefixtures("org")
def test_a_text_from_a_table_can_be_signed(session: Session) -> None:
    store(session, {"description": "Welcomes\tguests.\r\nSees them off."})
    assert stored(session).description == "Welcomes guests.\nSees them off."


@pytest.mark.usefixtures("org")
def test_a_badge_in_other_languages_is_stored(session: Session) -> None:
    words = {"de": {"name": "Gastgeberin", "description": "Empfängt Gäste."}}
    store(session, {"language": "en-GB", "translations": words})
    assert (stored(session).language, stored(session).translations) == ("en-GB", words)


@pytest.mark.usefixtures("org")
def test_loading_again_changes_nothing(session: Session) -> None:
    store(session)
    before = events(session)
    assert store(session, {"rule": {"average": {"min_percent": 40.0}}}) == ("host", 1)
    assert len(rules(session)) == 1
    assert events(session) == before
    assert session.scalar(select(func.count()).select_from(Achievement)) == 1


@pytest.mark.usefixtures("org")
def test_a_changed_rule_is_a_new_version_and_the_old_one_stays(session: Session) -> None:
    store(session)
    new = {"result": {"item": "tma-1", "min_percent": 50}}
    assert store(session, {"rule": new}) == ("host", 2)
    assert [(version, rule) for version, rule, _ in rules(session)] == [(1, HOST["rule"]), (2, new)]
    assert "at least 50 % in First task" in rules(session)[1][2]
    assert store(session) == ("host", 3)
    assert events(session)[-1] == {"slug": "host", "version": 3, "changed": ["rule"]}


@pytest.mark.usefixtures("org")
def test_a_badge_not_yet_awarded_may_come_to_mean_another_thing(session: Session) -> None:
    store(session)
    store(session, {"name": "Good host", "level": ...})
    assert (stored(session).name, stored(session).level) == ("Good host", None)
    assert events(session)[-1]["changed"] == ["level", "name"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Another"),
        ("description", "Another."),
        ("type", "Course"),
        ("level", "gold"),
        ("level", ...),
        ("programme", "other"),
    ],
)
def test_a_badge_once_awarded_keeps_its_meaning(
    session: Session, org: Org, field: str, value: object
) -> None:
    factories.programme(session, "other")
    store(session)
    factories.award(session, stored(session), factories.learner(session, org, "ana"))
    with pytest.raises(ConflictError, match=f"^{field}: the badge host has been awarded"):
        store(session, {field: value})
    session.expire_all()
    rule = {"average": {"min_percent": 60}}
    assert store(session, {"rule": rule, "expires_months": 12}) == ("host", 2)


@pytest.mark.usefixtures("org")
def test_a_picture_is_kept_and_one_that_is_none_is_refused(session: Session) -> None:
    content = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(content, "PNG")
    picture = content.getvalue()
    store(session, image=picture)
    assert stored(session).image_png == picture
    with pytest.raises(BakingError, match="not a PNG"):
        store(session, image=b"a picture")
    for drawing in (b"<svg/>", b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'):
        with pytest.raises(BadInputError, match="this is an SVG; save it as PNG"):
            store(session, image=drawing)
    assert stored(session).image_png == picture


@pytest.mark.usefixtures("org")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"slug": ...}, "slug: is missing"),
        ({"slug": "No Slug"}, "slug: cannot be part of an address"),
        ({"slug": "a" * 101}, "slug: "),
        ({"name": " "}, "name: is empty"),
        ({"name": "x" * 501}, "name: has 501 characters"),
        ({"description": 5}, "description: is empty or no text"),
        ({"description": "a\0b"}, "description: holds control characters"),
        ({"type": "Bagde"}, 'type: is no type of Open Badges 3.0; did you mean "Badge"'),
        ({"level": "platinum"}, "level: .* bronze or silver or gold"),
        ({"award": "auto"}, "award: .* automatic or reviewed"),
        ({"expires_months": 0}, "expires_months: is out of range"),
        ({"expires_months": True}, "expires_months: is out of range"),
        ({"remind_days": 60}, "remind_days: is no list"),
        ({"remind_days": [60, 731]}, "remind_days: is out of range"),
        ({"remind_days": [60], "expires_months": ...}, "remind_days: has no end to remind of"),
        ({"renewal": {"average": {}}}, "renewal: rule"),
        ({"renewal": {"result": {"item": "tma-9", "min_percent": 1}}}, "renewal: .*no item"),
        ({"alignments": {}}, "alignments: is no list"),
        ({"alignments": [{"name": "EQF"}]}, r"alignments\[0\].url: is missing"),
        ({"alignments": [{"name": "EQF", "url": "javascript:x"}]}, r"alignments\[0\].url: "),
        ({"alignments": [{"name": "E", "url": "https://e", "x": 1}]}, r"alignments\[0\].x: unk"),
        ({"language": "English"}, "language: is no language; .* de, el or pt-BR"),
        ({"translations": []}, "translations: is no object"),
        ({"translations": {"DE": {}}}, "translations.DE: is no language"),
        ({"translations": {"de": {"name": "Wirtin"}}}, "translations.de: is incomplete"),
        ({"translations": {"de": {"name": "", "description": "x"}}}, "translations.de.name: is"),
        ({"discription": "x"}, 'discription: unknown field; did you mean "description"'),
        ({"programme": "hospitalty"}, 'no programme "hospitalty"; did you mean "hospitality"'),
        ({"rule": ...}, "rule: is missing"),
    ],
)
def test_a_wrong_field_is_named(session: Session, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        store(session, changes)
    assert session.scalar(select(func.count()).select_from(Achievement)) == 0


@pytest.mark.usefixtures("org")
@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"average": {"min_percent": 400}}, "rule.average.min_percent"),
        (
            {"any": [{"result": {"item": "tma-2", "min_percent": 40}}]},
            r'rule.any\[0\].result.item: there is no item "tma-2"; did you mean "tma-1"',
        ),
        (
            {"result": {"item": "tma-1", "course": "unit-2", "min_percent": 40}},
            'rule.result.course: there is no course "unit-2"; did you mean "unit-1"',
        ),
        ({"completed": {"course": "zzz"}}, 'there is no course "zzz"; known: unit-1'),
        (
            {"average": {"min_percent": 40, "category": "tests"}},
            'rule.average.category: there is no category "tests"; did you mean "test"',
        ),
        ({"holds": {"achievement": "gold"}}, 'there is no badge "gold"; there is none yet'),
        (
            {"approved": {"by": "instructor"}},
            'rule.approved.by: there is no approval by "instructor"',
        ),
        ({"holds": {"achievement": "host"}}, "host -> host"),
    ],
)
def test_what_a_rule_names_must_exist(session: Session, rule: object, said: str) -> None:
    with pytest.raises(BadRuleError, match=said):
        store(session, {"rule": rule})
    assert session.scalar(select(func.count()).select_from(Achievement)) == 0


@pytest.mark.usefixtures("org")
def test_an_item_of_another_course_or_org_does_not_count(session: Session) -> None:
    rule = {"result": {"item": "tma-1", "min_percent": 40}}
    assert store(session, {"rule": rule}) == ("host", 1)
    programme = session.get_one(Programme, stored(session).programme_id)
    factories.course(session, programme, "unit-2")
    with pytest.raises(BadRuleError, match='no item of course unit-2 "tma-1"; there is none yet'):
        store(session, {"rule": {"result": {**rule["result"], "course": "unit-2"}}})
    factories.org(session, "sligo")
    with pytest.raises(BadRuleError, match='no item "tma-1"'):
        store(session, {"rule": rule}, org="sligo")


@pytest.mark.usefixtures("org")
def test_badges_that_need_one_another_are_refused_with_the_circle(session: Session) -> None:
    def holds(slug: str) -> dict[str, Any]:
        return {"all": [{"holds": {"achievement": slug}}, HOST["rule"]]}

    store(session, {"slug": "bronze"})
    store(session, {"slug": "silver", "rule": holds("bronze")})
    store(session, {"slug": "gold", "rule": holds("silver")})
    with pytest.raises(BadRuleError, match="bronze -> gold -> silver -> bronze"):
        store(session, {"slug": "bronze", "rule": holds("gold")})
    assert stored(session, "bronze").rule_version == 1


def test_only_those_who_may_define_badges_of_the_org_do(session: Session, org: Org) -> None:
    other = factories.org(session, "sligo")
    for scope in (
        factories.viewer(Role.INSTRUCTOR, other),
        factories.viewer(Role.MODERATOR, org),
        factories.viewer(Role.LEARNER, org),
    ):
        with pytest.raises(NotFoundError, match="tralee"):
            store(session, scope=scope)
    with pytest.raises(NotFoundError, match="nowhere"):
        store(session, org="nowhere")
    assert store(session, scope=factories.viewer(Role.INSTRUCTOR, org)) == ("host", 1)
