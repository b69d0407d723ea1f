"""A badge is made with forms: seen by nobody and earned by nobody before its rule is published."""

from typing import Any
from uuid import UUID

import pytest
from dash import dcc, no_update
from sqlalchemy import select

from leap_dash.context import Context
from leap_dash.db import Achievement, AuditEvent
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import Role
from leap_dash.domain.definitions import slug_of
from leap_dash.domain.errors import NotFoundError
from leap_dash.pages import achievements, badge_new, rule, rule_publishing
from leap_dash.pages.rule_answer import ANSWER
from leap_dash.pages.rule_ids import ERROR
from leap_dash.queries.awards import achievement, achievement_choices
from leap_dash.queries.portfolio import next_badges
from tests import factories as make
from tests.factories import NOW
from tests.pages.house import House, every, words


@pytest.fixture
def made(house: House, said: dict[str, Any]) -> UUID:
    """A badge that an instructor has just made."""
    where, *wrong = new(house)
    assert wrong == ["", "", "", ""]
    return UUID(where.split("/")[3])


def new(house: House, role: Role = Role.INSTRUCTOR, **changes: object) -> tuple[Any, ...]:
    """What the form answers."""
    ctx = house.as_(role)
    org = next(iter(ctx.viewer().grants)).org_id
    values = {
        "name": "Night Porter",
        "description": "Keeps the house at night.",
        "programme": f"{org} {house.programme_id}",
        "level": "bronze",
    }
    return badge_new.create(ctx, 1, *(values | changes).values())


def links(page: object) -> list[str]:
    """Where the links of the page lead."""
    return [str(getattr(link, "href", "")) for link in every(page, dcc.Link)]


def test_a_new_badge_is_stored_and_its_rule_is_next(house: House, made: UUID) -> None:
    with reading(house.web.engine)() as session:
        badge = session.get_one(Achievement, made)
        assert (badge.slug, badge.name, badge.level) == ("night-porter", "Night Porter", "bronze")
        assert badge.rule_version == 0
        actions = session.scalars(select(AuditEvent.action)).all()
    assert "achievement.create" in actions
    page = rule.layout(house.as_(Role.INSTRUCTOR), achievement_id=made)
    assert "Nobody sees this badge yet." in words(page)
    assert "It has no condition yet: add one." in words(page)
    assert f"/app/badges/{made}" not in links(page)


def test_nobody_sees_it_or_can_earn_it_before_it_is_published(house: House, made: UUID) -> None:
    instructor, learner = house.scopes[Role.INSTRUCTOR], house.scopes[Role.LEARNER]
    with reading(house.web.engine)() as session:
        with pytest.raises(NotFoundError):
            achievement(session, instructor, made, now=NOW)
        assert made not in {each.id for each in achievement_choices(session, instructor)}
        names = {each.name for each in next_badges(session, learner, learner.learners(), now=NOW)}
    assert "Night Porter" not in names
    assert house.web.browser().get(f"/achievements/{made}").status_code == 404
    assert f"/app/badges/{made}/rule" in links(achievements.layout(house.as_(Role.INSTRUCTOR)))
    assert "Night Porter" not in words(achievements.layout(house.as_(Role.MODERATOR)))


def use_json(ctx: Context, badge_id: UUID) -> None:
    """Make it the draft that an average of 45 % is asked for."""
    text = '{"average": {"min_percent": 45}}'
    told = {"do": "json", "path": "", "value": text, "seen": "0.0", "at": 7}
    answered = rule.edit(ctx, told, str(badge_id))
    wrong = [each.component_id for each in ANSWER].index(ERROR)
    assert answered[wrong] == ""


def test_once_its_rule_is_published_it_is_a_badge_like_any_other(house: House, made: UUID) -> None:
    ctx = house.as_(Role.INSTRUCTOR)
    use_json(ctx, made)
    _, title, *_, asked = rule_publishing.ask_publish(ctx, 1, str(made))
    assert title == "Publish as version 1?"
    rule_publishing.publish(ctx, 1, str(made), asked)
    with reading(house.web.engine)() as session:
        found = achievement(session, house.scopes[Role.INSTRUCTOR], made, now=NOW)
    assert (found.rule_version, "at least 45 %" in found.narrative) == (1, True)
    assert house.web.browser().get(f"/achievements/{made}").status_code == 200


def test_a_badge_that_was_never_published_can_be_discarded(house: House, made: UUID) -> None:
    ctx = house.as_(Role.INSTRUCTOR)
    use_json(ctx, made)
    assert rule_publishing.ask_discard(ctx, 1, str(made))[1] == "Discard this badge?"
    closed, where, *rest = rule_publishing.discard(ctx, 1, str(made))
    assert (closed, where, len(rest)) == (False, "/app/badges", len(ANSWER))
    with reading(house.web.engine)() as session:
        assert session.get(Achievement, made) is None
    with pytest.raises(NotFoundError):
        rule.layout(ctx, achievement_id=made)


def test_what_another_is_writing_stays_when_one_discards(house: House, made: UUID) -> None:
    other = house.as_(Role.ADMINISTRATOR)
    use_json(other, made)
    _, where, *_ = rule_publishing.discard(house.as_(Role.INSTRUCTOR), 1, str(made))
    assert where is no_update
    assert "at least 45 %" in words(rule.layout(other, achievement_id=made))


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"name": " "}, 0, "Is empty; write what the badge is called."),
        ({"name": "x" * 101}, 0, "Has 101 characters; expected at most 100."),
        ({"name": "warm welcome"}, 0, "Is that of another badge of your organisation"),
        ({"description": ""}, 1, "Is empty; write what the badge stands for."),
        ({"level": "platinum"}, 3, "Is none of the levels"),
    ],
)
def test_what_cannot_be_used_is_told_at_its_field(
    house: House, changes: dict[str, str], field: int, told: str
) -> None:
    where, *wrong = new(house, Role.INSTRUCTOR, **changes)
    assert where is no_update
    assert told in wrong[field]
    assert sum(map(bool, wrong)) == 1


def test_a_badge_is_made_for_own_programmes_alone(house: House) -> None:
    with writing(house.web.engine)() as session:
        org = make.org(session, "graz-2")
        programme = make.programme(session, "ict")
        make.cohort(session, org, programme)
        session.commit()
    where, *wrong = new(house, programme=f"{org.id} {programme.id}")
    assert (where, wrong[2][:36]) == (no_update, "Is none that you can make a badge fo")
    where, *wrong = new(house, Role.MODERATOR)
    assert where is no_update
    for programme_claim in ("", "x y", "all"):
        with pytest.raises(NotFoundError):
            new(house, programme=programme_claim)
    with reading(house.web.engine)() as session:
        assert len(session.scalars(select(Achievement.id)).all()) == 1


def test_two_names_of_the_same_letters_have_addresses_of_their_own(
    house: House, made: UUID
) -> None:
    where, *_ = new(house, name="Night: porter")
    with reading(house.web.engine)() as session:
        other = session.get_one(Achievement, UUID(where.split("/")[3]))
        assert other.slug == "night-porter-2"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Empfängerin für Gäste", "empfangerin-fur-gaste"),
        ("Καλωσόρισμα", "badge"),
        ("  --  ", "badge"),
        ("a" * 300, "a" * 100),
    ],
)
def test_the_address_is_made_of_the_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug
