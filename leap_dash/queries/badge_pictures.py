"""What a badge looks like, for who may change it; what anyone sees of it is `queries.published`."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Award, Org, Programme
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import GIVEN
from leap_dash.domain.errors import NotFoundError
from leap_dash.records import BadgePicture


def badge_picture(session: Session, scope: Scope, achievement_id: UUID) -> BadgePicture:
    """The picture in force of a badge that the viewer may define. Raises NotFoundError."""
    given = (
        select(func.count())
        .where(Award.achievement_id == Achievement.id, Award.state.in_(GIVEN))
        .scalar_subquery()
    )
    row = session.execute(
        select(
            Achievement.id,
            Achievement.name,
            Achievement.level,
            Programme.subject_area,
            Org.name,
            Achievement.image_png,
            Achievement.image_design,
            Achievement.image_alt,
            Achievement.image_version,
            given,
        )
        .join(Programme, Programme.id == Achievement.programme_id)
        .join(Org, Org.id == Achievement.org_id)
        .where(
            Achievement.id == achievement_id, within(scope, Permission.DEFINE, Achievement.org_id)
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such badge in your organisation that you may design.")
    return BadgePicture(*row)
