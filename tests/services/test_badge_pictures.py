"""A badge's picture is changed by who may define it, in versions; what was signed keeps its own."""

import io
from dataclasses import asdict
from datetime import timedelta
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from leap_dash.credentials.art.design import template
from leap_dash.credentials.own_picture import own_picture
from leap_dash.db import Achievement, AuditEvent, AwardDocument, EarlierPicture, Org, StatusList
from leap_dash.db.session import writing
from leap_dash.domain.access import OPERATOR, Role, Scope
from leap_dash.domain.errors import BadFieldError, ForbiddenError, NotFoundError
from leap_dash.services.achievements import load
from leap_dash.services.badge_pictures import (
    UNUSED_KEPT,
    put_back,
    use_design,
    use_first_picture,
    use_own_picture,
)
from tests import factories
from tests.factories import NOW

DESIGN = asdict(template("ict", "Data literacy"))
ALT = "A grey hexagon with a screen."


def own() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (300, 300), "teal").save(target, "JPEG")
    return target.getvalue()


@pytest.fixture
def badge(session: Session) -> Achievement:
    """A badge that nobody designed."""
    return factories.achievement(session, factories.org(session), factories.programme(session))


@pytest.fixture
def scope(session: Session, badge: Achievement) -> Scope:
    """An instructor of the badge's org."""
    return factories.viewer(Role.INSTRUCTOR, session.get_one(Org, badge.org_id))


def signed_with(session: Session, badge: Achievement, version: int, key: str) -> None:
    """A badge of a learner that names that version of the picture."""
    learner = factories.learner(session, _org(session, badge), key)
    award = factories.award(session, badge, learner)
    status = factories.add(
        session, StatusList(org_id=badge.org_id, number=version, size=8, created_at=NOW)
    )
    document = AwardDocument(
        award_id=award.id,
        status_list_id=status.id,
        status_index=0,
        text="{}",
        image_version=version,
    )
    factories.add(session, document)


def _org(session: Session, badge: Achievement) -> Org:
    return session.get_one(Org, badge.org_id)


def versions(session: Session) -> list[int]:
    return list(session.scalars(select(EarlierPicture.version).order_by(EarlierPicture.version)))


def test_a_design_is_kept_as_a_new_version_with_its_words(
    session: Session, badge: Achievement, scope: Scope
) -> None:
    assert use_design(session, scope, badge.id, DESIGN, f" {ALT}\n", now=NOW) == 1
    session.expire_all()
    assert (badge.image_design, badge.image_alt, badge.image_version) == (DESIGN, ALT, 2)
    assert versions(session) == [1]
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.detail) == (
        "achievement.picture",
        {"version": 2, "kind": "designed"},
    )


def test_an_own_picture_takes_the_place_of_a_design(
    session: Session, badge: Achievement, scope: Scope
) -> None:
    use_design(session, scope, badge.id, DESIGN, ALT, now=NOW)
    assert use_own_picture(session, scope, badge.id, own(), "A teal square.", now=NOW) == 2
    session.expire_all()
    assert badge.image_png
    assert Image.open(io.BytesIO(badge.image_png)).size == (512, 512)
    assert (badge.image_design, badge.image_alt) == (None, "A teal square.")


def test_the_words_of_an_own_picture_are_changed_without_giving_it_again(
    session: Session, badge: Achievement, scope: Scope
) -> None:
    with pytest.raises(BadFieldError, match=r"^image: is missing"):
        use_own_picture(session, scope, badge.id, None, ALT, now=NOW)
    use_own_picture(session, scope, badge.id, own(), ALT, now=NOW)
    png = badge.image_png
    use_own_picture(session, scope, badge.id, None, "A teal field.", now=NOW)
    assert (badge.image_png, badge.image_alt, badge.image_version) == (png, "A teal field.", 3)


def test_an_own_picture_can_be_removed_and_put_back(
    session: Session, badge: Achievement, scope: Scope
) -> None:
    use_own_picture(session, scope, badge.id, own(), ALT, now=NOW)
    png = badge.image_png
    removed = use_first_picture(session, scope, badge.id, now=NOW)
    assert (badge.image_png, badge.image_alt) == (None, None)
    assert put_back(session, scope, badge.id, removed, now=NOW) == badge.name
    assert (badge.image_png, badge.image_alt, badge.image_version) == (png, ALT, 4)
    assert put_back(session, scope, badge.id, 4, now=NOW) == badge.name  # pressed twice
    assert badge.image_version == 4
    with pytest.raises(NotFoundError):
        put_back(session, scope, badge.id, 99, now=NOW)


@pytest.mark.parametrize("alt", ["", "  ", None, "x" * 301, "a\0b"])
def test_no_picture_is_taken_without_words_for_who_cannot_see_it(
    session: Session, badge: Achievement, scope: Scope, alt: object
) -> None:
    with pytest.raises(BadFieldError) as caught:
        use_design(session, scope, badge.id, DESIGN, alt, now=NOW)
    assert caught.value.field == "alt"
    with pytest.raises(BadFieldError, match=r"^alt"):
        use_own_picture(session, scope, badge.id, own(), alt, now=NOW)
    assert (badge.image_version, versions(session)) == (1, [])


def test_what_cannot_be_used_changes_nothing(
    session: Session, badge: Achievement, scope: Scope
) -> None:
    with pytest.raises(BadFieldError, match=r"^image"):
        use_own_picture(session, scope, badge.id, b"<svg/>", ALT, now=NOW)
    with pytest.raises(BadFieldError, match=r"^symbol"):
        use_design(session, scope, badge.id, DESIGN | {"symbol": DESIGN["body"]}, ALT, now=NOW)
    assert (badge.image_version, versions(session)) == (1, [])


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.PARTNER, Role.LEARNER])
def test_only_who_may_define_badges_changes_their_pictures(
    session: Session, badge: Achievement, role: Role
) -> None:
    viewer = factories.viewer(role, _org(session, badge))
    for change in (
        lambda: use_design(session, viewer, badge.id, DESIGN, ALT, now=NOW),
        lambda: use_own_picture(session, viewer, badge.id, own(), ALT, now=NOW),
        lambda: use_first_picture(session, viewer, badge.id, now=NOW),
        lambda: put_back(session, viewer, badge.id, 1, now=NOW),
    ):
        with pytest.raises(ForbiddenError if role is Role.MODERATOR else NotFoundError):
            change()
    assert badge.image_version == 1


def test_a_badge_of_another_org_answers_as_if_it_were_not_there(
    session: Session, badge: Achievement
) -> None:
    stranger = factories.viewer(Role.ADMINISTRATOR, factories.org(session, "graz"))
    with pytest.raises(NotFoundError):
        use_design(session, stranger, badge.id, DESIGN, ALT, now=NOW)


def test_pictures_that_badges_were_signed_with_are_kept_and_unused_ones_only_for_a_while(
    session: Session, badge: Achievement, scope: Scope
) -> None:
    signed_with(session, badge, 1, "ana")
    use_design(session, scope, badge.id, DESIGN, ALT, now=NOW)
    use_design(session, scope, badge.id, DESIGN | {"shape": "seal"}, ALT, now=NOW)
    signed_with(session, badge, 3, "ben")
    for number in range(2 * UNUSED_KEPT):
        changed = DESIGN | {"body": f"#10{number:02d}40"}
        later = NOW + number * timedelta(days=1)
        use_design(session, scope, badge.id, changed, ALT, now=later)
    kept = versions(session)
    assert kept[:2] == [1, 3]
    assert kept[2:] == list(range(badge.image_version - UNUSED_KEPT, badge.image_version))


def test_a_picture_that_badges_may_be_being_signed_with_is_not_forgotten(
    session: Session, badge: Achievement, scope: Scope
) -> None:
    many = 2 * UNUSED_KEPT
    for number in range(many):
        changed = DESIGN | {"body": f"#10{number:02d}40"}
        use_design(session, scope, badge.id, changed, ALT, now=NOW)
    assert versions(session) == list(range(1, many + 1))
    use_design(session, scope, badge.id, DESIGN, ALT, now=NOW + timedelta(days=1, seconds=1))
    assert versions(session) == list(range(badge.image_version - UNUSED_KEPT, many + 2))


def test_a_picture_is_unpacked_before_anybody_has_to_wait_to_write(database: Engine) -> None:
    with writing(database)() as session:
        with pytest.raises(BadFieldError, match=r"^image"):
            use_own_picture(session, OPERATOR, uuid4(), b"<svg/>", ALT, now=NOW)
        assert not session.in_transaction()


def loaded(session: Session, image: bytes | None = None, **changes: str) -> Achievement:
    """The badge of a file, loaded into an org of its own."""
    spec = {
        "slug": "filed",
        "name": "Filed",
        "description": "From a file.",
        "programme": "hospitality",
        "rule": {"average": {"min_percent": 40}},
    }
    load(session, OPERATOR, "tralee", {**spec, **changes}, now=NOW, image=image)
    return session.scalars(select(Achievement).where(Achievement.slug == "filed")).one()


@pytest.mark.usefixtures("badge")
def test_a_file_that_names_no_picture_leaves_the_designed_one(session: Session) -> None:
    filed = loaded(session)
    use_design(session, OPERATOR, filed.id, DESIGN, ALT, now=NOW)
    assert loaded(session, description="Said otherwise.").image_design == DESIGN
    assert (filed.image_alt, filed.image_version) == (ALT, 2)


@pytest.mark.usefixtures("badge")
def test_a_file_that_names_another_picture_makes_a_version_of_it(session: Session) -> None:
    png = own_picture(own())
    filed = loaded(session, png, image_alt="A teal square.")
    assert (filed.image_png, filed.image_alt, filed.image_version) == (png, "A teal square.", 1)
    loaded(session, png, image_alt="A teal square.")
    assert filed.image_version == 1
    loaded(session, png, image_alt="A teal field.")
    assert (filed.image_alt, filed.image_version, versions(session)) == ("A teal field.", 2, [1])


@pytest.mark.usefixtures("badge")
def test_a_badge_that_is_called_otherwise_has_another_address_for_its_picture(
    session: Session,
) -> None:
    assert loaded(session).image_version == 1
    assert loaded(session, name="Renamed").image_version == 2
    assert loaded(session, name="Renamed", level="gold").image_version == 3
