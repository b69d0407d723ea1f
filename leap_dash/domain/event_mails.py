"""E-mails that tell of an event: their kinds, and what they say. Nothing is stored or sent here.

Whoever gets them may switch off each kind by itself, by the links of `mail_off`.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import AwardState
from leap_dash.domain.messages import SUBJECT_LENGTH

PAUSE = timedelta(minutes=5)
"""How long an e-mail about a badge waits, so that a bulk award can be undone without a word."""
NAME_LENGTH = 100
"""Of a badge's name in a subject; the e-mail itself has the whole of it."""


class MailKind(StrEnum):
    """What an e-mail tells of; the first ones go to learners, the others to staff."""

    EARNED = "earned"
    LAPSES_SOON = "lapses soon"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    RETURNED = "returned"
    BATCH_ENDED = "batch ended"
    BATCH_STOPPED = "batch stopped"
    PROPOSALS_RETURNED = "proposals returned"
    AWAITS_REVIEW = "awaits review"


OF_ONE_IN_FORCE = (MailKind.EARNED, MailKind.LAPSES_SOON, MailKind.REINSTATED)
"""What is told of a badge in force alone; while it is suspended, this waits."""
TRUE_WHILE = dict.fromkeys(OF_ONE_IN_FORCE, AwardState.ISSUED) | {
    MailKind.SUSPENDED: AwardState.SUSPENDED
}
"""The state of the badge in which it is still so; in another one the e-mail is no news any more."""
TO_AWARDING = (MailKind.BATCH_ENDED, MailKind.BATCH_STOPPED, MailKind.PROPOSALS_RETURNED)
TO_STAFF = (*TO_AWARDING, MailKind.AWAITS_REVIEW)
TO_LEARNERS = tuple(kind for kind in MailKind if kind not in TO_STAFF)

SAID_OF = {
    MailKind.EARNED: "You have earned a badge",
    MailKind.LAPSES_SOON: "A badge of yours lapses soon",
    MailKind.REVOKED: "A badge of yours was revoked",
    MailKind.SUSPENDED: "A badge of yours was suspended",
    MailKind.REINSTATED: "A badge of yours is in force again",
    MailKind.RETURNED: "A proposal to give you a badge was returned",
    MailKind.BATCH_ENDED: "A bulk award that you started has ended",
    MailKind.BATCH_STOPPED: "A bulk award that you started cannot go on",
    MailKind.PROPOSALS_RETURNED: "Proposals of yours were returned",
    MailKind.AWAITS_REVIEW: "Awards wait for your review",
}
"""Each kind in the words of whoever gets it."""

LINKS = {
    MailKind.EARNED: "See and share your badge",
    MailKind.LAPSES_SOON: "See your badge",
    MailKind.REVOKED: "See what the badge’s page says",
    MailKind.SUSPENDED: "See what the badge’s page says",
    MailKind.REINSTATED: "See your badge",
    MailKind.RETURNED: "See what the badge asks for",
    MailKind.BATCH_ENDED: "See the bulk award",
    MailKind.BATCH_STOPPED: "See what hinders it",
    MailKind.PROPOSALS_RETURNED: "See for whom, and why",
    MailKind.AWAITS_REVIEW: "Look at the proposals",
}
"""What stands on the one link of each kind."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What an e-mail says, once for all who get it. `text` is in paragraphs."""

    subject: str
    text: str


def kinds_for(scope: Scope) -> tuple[MailKind, ...]:
    """The kinds that may come to this person."""
    return (
        *(TO_LEARNERS if scope.learners() else ()),
        *(TO_AWARDING if scope.may(Permission.AWARD) else ()),
        *((MailKind.AWAITS_REVIEW,) if scope.may(Permission.APPROVE) else ()),
    )


def earned(badge: str, org: str) -> Wording:
    """To whoever was given a badge."""
    return _wording(
        "You have earned the badge {}",
        badge,
        f"Congratulations! {org} has given you the badge “{badge}”.\n\n"
        "It has a page of its own with what it stands for and how you met it. You can share the "
        "page, or take the badge with you as a picture that proves itself.",
    )


def lapses_soon(badge: str, org: str) -> Wording:
    """To whoever holds a badge that ends; the day is added for each."""
    return _wording(
        "Your badge {} lapses soon",
        badge,
        f"The badge “{badge}”, given to you by {org}, is valid for a limited time, which is soon "
        "over. Its page stays where it is, and will say then that the badge has lapsed.\n\n"
        f"Ask {org} what it takes to renew it.",
    )


def revoked(badge: str, org: str, reason: str) -> Wording:
    """To whoever lost a badge for good."""
    return _wording(
        "Your badge {} was revoked",
        badge,
        f"{org} has revoked your badge “{badge}”. The reason given is:\n\n{reason}\n\n"
        f"Whoever checks the badge is told so from now on. If you think that this is a mistake, "
        f"write to {org}.",
    )


def suspended(badge: str, org: str, reason: str) -> Wording:
    """To whoever cannot use a badge for a while."""
    return _wording(
        "Your badge {} is suspended",
        badge,
        f"{org} has suspended your badge “{badge}” for the time being. The reason given is:\n\n"
        f"{reason}\n\nWhoever checks the badge is told so until it is in force again.",
    )


def reinstated(badge: str, org: str) -> Wording:
    """To whoever can use a badge again."""
    return _wording(
        "Your badge {} is in force again",
        badge,
        f"The suspension of your badge “{badge}” is over: {org} has put it in force again. "
        "Whoever checks it finds it valid, as before.",
    )


def returned(badge: str, org: str) -> Wording:
    """To whom a badge was proposed for; the note of the moderator is for whoever proposed it."""
    return _wording(
        "Your badge {} needs another look",
        badge,
        f"You were proposed for the badge “{badge}” at {org}. The moderator who looked at the "
        "evidence has returned the proposal, so you do not have the badge yet.\n\n"
        "You can be proposed again. Your instructor knows what is missing.",
    )


def batch_ended(badge: str, *, issued: int, failed: int, returned: int) -> Wording:
    """To whoever started a bulk award."""
    learners = {0: "nobody has", 1: "1 learner has"}.get(issued, f"{issued:,} learners have")
    missing = f"\n\n{failed:,} could not be given: its page says why." if failed else ""
    if returned:
        were = "proposal was" if returned == 1 else "proposals were"
        missing += f"\n\n{returned:,} {were} returned: its page says for whom, and why."
    return _wording(
        "The bulk award of {} has ended",
        badge,
        f"The bulk award of the badge “{badge}” that you started has ended: {learners} been given "
        f"it.{missing}",
    )


def batch_stopped(badge: str) -> Wording:
    """To whoever started a bulk award; what hinders it is for its page alone to say."""
    return _wording(
        "The bulk award of {} has stopped",
        badge,
        f"The bulk award of the badge “{badge}” that you started cannot go on. Its page says what "
        "hinders it.\n\nNothing is lost: once that is mended, it goes on where it stopped as soon "
        "as somebody resumes it there.",
    )


def proposals_returned(badge: str) -> Wording:
    """To whoever proposed a bulk award of which a part was returned so far."""
    return _wording(
        "Proposals of {} were returned",
        badge,
        f"Of those whom you proposed for the badge “{badge}”, some were returned with a note. The "
        "page of the bulk award says for whom, and why. They can be proposed again.",
    )


def batch_called_off(badge: str, reason: str) -> Wording:
    """To whoever planned a bulk award that could not be done on its day."""
    return _wording(
        "The bulk award of {} was called off",
        badge,
        f"The bulk award of the badge “{badge}” that you planned could not be done on its day, and "
        f"nobody was given the badge. The reason:\n\n{reason}",
    )


def awaits_review(badge: str, *, proposed: int) -> Wording:
    """To those in the org whose approval it takes."""
    awards = "1 award" if proposed == 1 else f"{proposed:,} awards"
    return _wording(
        f"{awards} of {{}} to review",
        badge,
        f"{awards} of the badge “{badge}” {'waits' if proposed == 1 else 'wait'} for your review. "
        "Nobody is given the badge before every approval that it takes is there.",
    )


def _wording(subject: str, badge: str, text: str) -> Wording:
    name = " ".join(badge.split())
    if len(name) > NAME_LENGTH:
        name = name[: NAME_LENGTH - 1].rstrip() + "…"
    return Wording(subject.format(f"“{name}”")[:SUBJECT_LENGTH], text)
