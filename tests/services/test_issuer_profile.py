"""What an organisation says of itself as an issuer."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.credentials.art import default_art, draw_png
from leap_dash.db import AuditEvent, Org
from leap_dash.domain.access import OPERATOR, Role
from leap_dash.domain.errors import BadInputError, BakingError, NotFoundError
from leap_dash.services.issuer_profile import MAX_IDENTIFIERS, Profile, update_profile
from tests import factories
from tests.factories import NOW


@pytest.fixture
def org(session: Session) -> Org:
    """The org `tralee`."""
    return factories.org(session)


def test_only_what_is_given_changes_and_it_is_written_down(session: Session, org: Org) -> None:
    logo = draw_png(default_art("Logo", "hospitality", None, "Tralee"), 64)
    administrator = factories.viewer(Role.ADMINISTRATOR, org)
    first = Profile(
        url="https://tralee.example.org",
        email=" Badges@Tralee.example.org ",
        image=logo,
        identifiers=[("ext:pic", "948")],
    )
    update_profile(session, administrator, org.slug, first, now=NOW)
    update_profile(session, OPERATOR, org.slug, Profile(description="A college."), now=NOW)
    session.refresh(org)
    assert (org.issuer_url, org.issuer_email) == (
        "https://tralee.example.org",
        "badges@tralee.example.org",
    )
    assert (org.issuer_description, org.issuer_image_png) == ("A college.", logo)
    assert org.issuer_identifiers == [{"type": "ext:pic", "value": "948"}]
    changed = session.scalars(select(AuditEvent.detail).order_by(AuditEvent.seq)).all()
    assert changed[-1] == {"changed": ["issuer_description"]}


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        (Profile(url="ftp://tralee.example.org"), "url: is no web address"),
        (Profile(email="nobody"), "is not an e-mail address"),
        (Profile(description=" "), "description: is empty"),
        (Profile(identifiers=[("pic", "1")]), "'pic' is no type of Open Badges 3.0"),
        (Profile(identifiers=[("ext:pic", "")]), "identifier: is empty"),
        (Profile(identifiers=[("ext:pic", "1")] * (MAX_IDENTIFIERS + 1)), "more than 20"),
    ],
)
def test_a_wrong_field_is_named(session: Session, org: Org, profile: Profile, said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        update_profile(session, OPERATOR, org.slug, profile, now=NOW)


def test_what_is_no_sound_png_is_refused(session: Session, org: Org) -> None:
    with pytest.raises(BakingError):
        update_profile(session, OPERATOR, org.slug, Profile(image=b"GIF89a"), now=NOW)


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.MODERATOR, Role.PARTNER, Role.LEARNER])
def test_others_change_nothing(session: Session, org: Org, role: Role) -> None:
    with pytest.raises(NotFoundError):
        update_profile(
            session, factories.viewer(role, org), org.slug, Profile(description="Mine"), now=NOW
        )


def test_an_administrator_elsewhere_changes_nothing(session: Session, org: Org) -> None:
    stranger = factories.viewer(Role.ADMINISTRATOR, factories.org(session, "graz"))
    with pytest.raises(NotFoundError):
        update_profile(session, stranger, org.slug, Profile(description="Mine"), now=NOW)
