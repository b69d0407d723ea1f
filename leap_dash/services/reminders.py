"""Who is reminded that a badge lapses: decided once for each badge and reminder, told by e-mail.

Of reminders that have been missed, because the badge or its reminders are younger, only the last
one is given. Nothing is decided while nobody is told of events: what is due then is told as soon
as somebody is.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Award, AwardReminder
from leap_dash.db.lapsing import followed
from leap_dash.domain.awards import AwardState
from leap_dash.services.bulk import among, insert_rows
from leap_dash.services.event_mails import remind_of_lapse
from leap_dash.services.event_outbox import tells

CHUNK = 2_000


def remind(session: Session, *, now: datetime, most: int = CHUNK) -> int:
    """Decide who is due now, and write to them; returns how many badges there were.

    At most `most` at once: call it again, after a commit, until it returns 0.
    """
    if not tells(session, now=now):
        return 0
    badges: defaultdict[int, list[UUID]] = defaultdict(list)
    for achievement_id, remind_days in session.execute(
        select(Achievement.id, Achievement.remind_days).where(
            Achievement.expires_months.is_not(None)
        )
    ):
        for days in remind_days:
            badges[days].append(achievement_id)
    done = 0
    # The last one first: who has got it gets none of those before it.
    for days in sorted(badges):
        if done < most:
            done += _remind(session, badges[days], days, now, most - done)
    return done


def _remind(session: Session, badges: Collection[UUID], days: int, now: datetime, most: int) -> int:
    """Those who hold one of these badges, so many days before its end; how many they are."""
    reminded = exists().where(AwardReminder.award_id == Award.id, AwardReminder.days_before <= days)
    due = session.scalars(
        select(Award.id)
        .where(
            among(session, Award.achievement_id, badges),
            Award.state == AwardState.ISSUED,
            Award.valid_until > now,
            Award.valid_until <= now + timedelta(days=days),
            ~reminded,
            ~followed(),
        )
        .order_by(Award.valid_until, Award.id)
        .limit(most)
    ).all()
    rows = [(award_id.hex, days, now) for award_id in due]
    insert_rows(session, AwardReminder, ("award_id", "days_before", "decided_at"), rows)
    remind_of_lapse(session, due, reminder=f"{days} days before", now=now)
    return len(due)
