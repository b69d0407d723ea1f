"""Two organisations that have nothing to do with each other, each with data of every kind.

Every name, key and e-mail of an org holds its slug, so that it can be looked for in answers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from leap_dash.db import (
    Achievement,
    Award,
    AwardBatch,
    AwardList,
    Cohort,
    Identity,
    Learner,
    LearnerIdentifier,
    LearnerNote,
    LineItem,
    Membership,
    Message,
    Org,
    OutboxMail,
    Person,
    Programme,
    SavedView,
    Section,
    SkillRecord,
)
from leap_dash.db.session import writing
from leap_dash.domain.access import OPERATOR, Grant, Role, Scope
from leap_dash.domain.endorsements import Target, TargetKind
from leap_dash.domain.event_mails import MailKind
from leap_dash.domain.evidence import Stated, read_file
from leap_dash.domain.messages import MailState
from leap_dash.domain.review import Review, as_json
from leap_dash.services import batches
from leap_dash.services.endorsements import endorse
from leap_dash.services.evidence import keep_file
from leap_dash.services.groups import create_group
from leap_dash.services.issuing import Publisher
from leap_dash.services.merging import merge
from leap_dash.services.messages import write
from leap_dash.services.moderation import return_proposals
from leap_dash.services.people import DIRECT
from leap_dash.services.progress import refresh
from leap_dash.services.sign_in import Attempt, open_session
from tests import factories
from tests.factories import NOW, TODAY
from tests.web import Web, issue

LEARNERS = 12  # enough to be compared
LEARNER_WORDS = ("given", "family", "key", "mail", "moodle")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the orgs: its ids by the names that addresses and controls have for them.

    `people` are the tokens of signed-in sessions by role; None is a person without any role.
    """

    slug: str
    ids: dict[str, UUID]
    people: dict[Role | None, str]
    others: list[UUID] = field(default_factory=list)

    def everything(self) -> Iterator[str]:
        """Whatever tells that the org or its data exist."""
        yield self.slug
        yield from (str(value) for value in (*self.ids.values(), *self.others))

    def inside(self) -> Iterator[str]:
        """What is for those who work there: people, cohorts, courses, items."""
        yield from self.learners()
        for start in ("person", "user", "view", "cohort", "course", "code", "item"):
            yield f"{start}-{self.slug}"

    def hidden_from_learners(self) -> str:
        """What an instructor noted for colleagues alone."""
        return f"hidden-{self.slug}"

    def learners(self) -> Iterator[str]:
        """What names any learner."""
        for start in LEARNER_WORDS:
            yield f"{start}-{self.slug}"

    def peers(self) -> Iterator[str]:
        """What names any learner but the first, who signs in."""
        for start, number in product(LEARNER_WORDS, range(1, LEARNERS)):
            yield f"{start}-{self.slug}-{number}"


def build(web: Web, slug: str) -> Side:
    """Fill the database with one org."""
    with writing(web.engine)() as session:
        org = factories.org(session, slug, name=f"Org-{slug}")
        web.keys.create(slug)
        programme = factories.programme(session, f"programme-{slug}", name=f"Programme-{slug}")
        course = factories.course(session, programme, f"code-{slug}", name=f"course-{slug}")
        cohort = factories.cohort(session, org, programme, f"cohort-{slug}")
        section = factories.section(session, cohort, course)
        due = TODAY - timedelta(days=30)
        item = factories.line_item(
            session, section, f"item-{slug}", due_on=due, counts_from=due + timedelta(days=1)
        )
        learners = [add_learner(session, org, section, item, number) for number in range(LEARNERS)]
        achievement = factories.achievement(
            session, org, programme, f"badge-{slug}", name=f"Badge-{slug}"
        )
        refresh(session, NOW)
        factories.attention_model(session, org, course, trained_on=[f"cohort-{slug}-before"])
        people = {role: add_person(session, org, role, learners[0]) for role in (*Role, None)}
        view_id = session.scalars(
            select(SavedView.id).where(SavedView.name == f"view-{slug}")
        ).one()
        recorded = add_records(session, org, learners[0])
        outcome = factories.outcome(session, course, name=f"outcome-{slug}")
        acted = add_group_and_message(session, org, learners[0])
        session.commit()
    award_id = issue(web, achievement, learners[0], cohort.id)
    with writing(web.engine)() as session:
        batch_id = session.scalars(select(AwardBatch.id).where(AwardBatch.org_id == org.id)).one()
        proposed = add_proposals(session, org, achievement, cohort, learners[2:5])
        batches = add_batches(session, achievement, learners[0])
        twins = add_twins(session, org)
        neighbour = add_neighbour(web, session, org, programme, achievement)
        session.commit()
    return Side(
        slug,
        {
            "org_id": org.id,
            "programme_id": programme.id,
            "cohort_id": cohort.id,
            "item_id": item.id,
            "learner_id": learners[0].id,
            "other_learner_id": learners[1].id,
            "achievement_id": achievement.id,
            "award_id": award_id,
            "batch_id": batch_id,
            **batches,
            "view_id": view_id,
            "outcome_id": outcome.id,
            **recorded,
            **acted,
            **neighbour,
            **proposed,
            **twins,
        },
        people,
        [course.id, section.id, *(learner.id for learner in learners[1:])],
    )


def add_twins(session: Session, org: Org) -> dict[str, UUID]:
    """Two records that can be merged, and two that were."""
    first, second, kept, merged = (
        factories.learner(session, org, f"twin-{org.slug}-{number}", given_name=f"twin-{org.slug}")
        for number in range(4)
    )
    merge_id = merge(session, OPERATOR, keep=kept.id, merged=merged.id, now=NOW)
    return {"twin_id": first.id, "other_twin_id": second.id, "merge_id": merge_id}


def add_batches(session: Session, badge: Achievement, learner: Learner) -> dict[str, UUID]:
    """A bulk award under way, one planned for a day, and a list read from a file."""
    alike = {
        "org_id": badge.org_id,
        "achievement_id": badge.id,
        "rule_version": 1,
        "requested_by": f"user-{badge.slug}",
        "created_at": NOW,
    }
    asked = as_json(Review(badge.id))
    running = factories.add(session, AwardBatch(state="running", **alike))
    planned = factories.add(
        session, AwardBatch(state="scheduled", due_on=TODAY, asked=asked, **alike)
    )
    listed = factories.add(
        session,
        AwardList(
            org_id=badge.org_id,
            achievement_id=badge.id,
            learners=[str(learner.id)],
            problems=[{"line": 2, "learner": "nobody", "reason": "There is nobody."}],
            made_by=f"user-{badge.slug}",
            made_at=NOW,
        ),
    )
    return {
        "running_batch_id": running.id,
        "planned_batch_id": planned.id,
        "list_id": listed.id,
    }


def add_records(session: Session, org: Org, learner: Learner) -> dict[str, UUID]:
    """What the instructor recorded: a note, one that the learner is shown, and a skill."""
    email = f"user-{org.slug}-{Role.INSTRUCTOR}@example.org"
    author = session.scalars(select(Person.id).where(Person.email == email)).one()
    note, shown = (
        LearnerNote(
            learner_id=learner.id,
            kind="call",
            text=f"{word}-{org.slug}",
            shown_to_learner=word == "told",
            written_at=NOW,
            written_by=author,
        )
        for word in ("hidden", "told")
    )
    skill = SkillRecord(
        learner_id=learner.id,
        skill=f"skill-{org.slug}",
        level=4,
        note=f"seen-{org.slug}",
        recorded_at=NOW,
        recorded_by=author,
    )
    session.add_all([note, shown, skill])
    session.flush()
    return {"note_id": note.id, "shown_note_id": shown.id, "skill_id": skill.id}


def add_group_and_message(session: Session, org: Org, learner: Learner) -> dict[str, UUID]:
    """A group of the instructor's with one learner, and a message to them."""
    author = factories.someone(session, Role.INSTRUCTOR, org, f"person-{org.slug}-writer")
    group_id = create_group(session, author, f"group-{org.slug}", [learner.id], now=NOW)
    words = {"subject": f"subject-{org.slug}", "text": f"text-{org.slug}"}
    message = write(session, author, [learner.id], **words, now=NOW)
    failed = [write(session, author, [learner.id], **words, now=NOW).message_id for _ in range(2)]
    session.execute(
        update(OutboxMail)
        .where(OutboxMail.message_id.in_(failed))
        .values(state=MailState.FAILED, last_error=f"refused-{org.slug}")
    )
    waiting_mail, failed_mail = (
        session.scalars(select(OutboxMail.id).where(OutboxMail.message_id == each)).one()
        for each in (message.message_id, failed[0])
    )
    return {
        "group_id": group_id,
        "message_id": message.message_id,
        "mail_id": waiting_mail,
        "failed_mail_id": failed_mail,
        "event_mail_id": add_event_mail(session, org, learner).id,
    }


def add_event_mail(session: Session, org: Org, learner: Learner) -> OutboxMail:
    """An e-mail to the learner that tells of a badge."""
    message = factories.add(
        session,
        Message(
            org_id=org.id,
            kind=MailKind.EARNED,
            subject=f"subject-{org.slug}",
            text=f"text-{org.slug}",
            path="/",
            created_at=NOW,
        ),
    )
    return factories.add(
        session,
        OutboxMail(
            message_id=message.id,
            learner_id=learner.id,
            recipient=learner.email,
            next_try_at=NOW,
        ),
    )


def add_proposals(
    session: Session,
    org: Org,
    achievement: Achievement,
    cohort: Cohort,
    learners: list[Learner],
) -> dict[str, UUID]:
    """Awards that the instructor proposed; the moderator has returned one of them."""
    email = f"user-{org.slug}-{{}}@example.org"
    grants = {
        role: frozenset({Grant(org.id, role, org.network_id)})
        for role in (Role.INSTRUCTOR, Role.MODERATOR)
    }
    instructor = Scope(email.format(Role.INSTRUCTOR), grants=grants[Role.INSTRUCTOR])
    file = read_file(f"file-{org.slug}.pdf", b"%PDF-1.7 %%EOF")
    kept = keep_file(session, instructor, achievement.id, file, now=NOW)
    assert kept.file_id
    batch_id = batches.start(
        session,
        instructor,
        achievement_id=achievement.id,
        rule_version=1,
        cohort_id=cohort.id,
        candidates=[batches.Candidate(each.id, cohort.id, []) for each in learners],
        evaluated=len(learners),
        already=0,
        stated=Stated((kept,)),
        now=NOW,
        proposed=True,
    )
    waiting = select(Award.id).where(Award.batch_id == batch_id).order_by(Award.id)
    first, second, last = session.scalars(waiting).all()
    moderator = Scope(email.format(Role.MODERATOR), grants=grants[Role.MODERATOR])
    return_proposals(session, moderator, batch_id, [last], note=f"note-{org.slug}", now=NOW)
    return {
        "file_id": kept.file_id,
        "proposals_id": batch_id,
        "proposal_id": first,
        "other_proposal_id": second,
    }


def add_neighbour(
    web: Web, session: Session, org: Org, programme: Programme, own: Achievement
) -> dict[str, UUID]:
    """Another org of the network, which endorses the org's badge and which the org endorses.

    Its own badge is not endorsed so far.
    """
    other = factories.org(session, f"near-{org.slug}", name=f"Org-near-{org.slug}", parent=org)
    web.keys.create(other.slug)
    badge = factories.achievement(session, other, programme, f"near-badge-{org.slug}")
    give(web, session, other, Target(TargetKind.BADGE, own.id))
    given = give(web, session, org, Target(TargetKind.ISSUER, other.id))
    return {"network_badge_id": badge.id, "network_org_id": other.id, "endorsement_id": given}


def give(web: Web, session: Session, by: Org, target: Target) -> UUID:
    """An endorsement by the org's administrator."""
    grant = Grant(by.id, Role.ADMINISTRATOR, by.network_id)
    return endorse(
        session,
        Scope(actor=f"user-{by.slug}-administrator", grants=frozenset({grant})),
        endorser_id=by.id,
        target=target,
        comment=f"Said by {by.slug}.",
        publisher=Publisher(web.keys, web.settings.base_url),
        now=NOW,
    )


def add_learner(
    session: Session, org: Org, section: Section, item: LineItem, number: int
) -> Learner:
    """A learner who has passed and whose mark for the item is good."""
    learner = factories.learner(
        session,
        org,
        f"key-{org.slug}-{number}",
        given_name=f"given-{org.slug}-{number}",
        family_name=f"family-{org.slug}-{number}",
        email=f"mail-{org.slug}-{number}@example.org",
    )
    factories.add(
        session,
        LearnerIdentifier(
            org_id=org.id,
            learner_id=learner.id,
            source="moodle",
            value=f"moodle-{org.slug}-{number}",
        ),
    )
    factories.enrollment(session, section, learner, final_result="pass", status="completed")
    factories.result(session, item, learner, score=50.0 + number, submitted_on=item.due_on)
    return learner


def add_person(session: Session, org: Org, role: Role | None, learner: Learner) -> str:
    """Someone who is signed in: the token of their session."""
    email = f"user-{org.slug}-{role or 'nobody'}@example.org"
    person = factories.add(session, Person(email=email, name=f"person-{org.slug}", created_at=NOW))
    factories.add(session, Identity(person_id=person.id, kind=DIRECT, subject=email))
    if role is Role.INSTRUCTOR:
        view = SavedView(
            person_id=person.id, name=f"view-{org.slug}", address="/app/", created_at=NOW
        )
        factories.add(session, view)
    if role is not None:
        own = learner.id if role is Role.LEARNER else None
        factories.add(
            session,
            Membership(person_id=person.id, org_id=org.id, role=role.value, learner_id=own),
        )
    return open_session(session, Attempt(person.id, None, "", ""), password="", now=NOW)


def grow(web: Web, side: Side) -> None:
    """Add to everything that the org has, and revoke its badge."""
    with writing(web.engine)() as session:
        org = session.get_one(Org, side.ids["org_id"])
        cohort = session.get_one(Cohort, side.ids["cohort_id"])
        programme = session.get_one(Programme, side.ids["programme_id"])
        course = factories.course(session, programme, f"code-{side.slug}-2", name="Another")
        section = factories.section(session, cohort, course)
        item = factories.line_item(session, section, f"item-{side.slug}-2")
        learners = [
            add_learner(session, org, section, item, number)
            for number in range(LEARNERS, 3 * LEARNERS)
        ]
        badge = factories.achievement(session, org, programme, f"badge-{side.slug}-2")
        for learner in learners:
            factories.award(session, badge, learner)
            factories.award(
                session, session.get_one(Achievement, side.ids["achievement_id"]), learner
            )
        give(web, session, org, Target(TargetKind.BADGE, side.ids["network_badge_id"]))
        award = session.get_one(Award, side.ids["award_id"])
        award.state, award.status_at, award.status_reason = "revoked", NOW, "so"
        refresh(session, NOW)
        session.commit()
