"""Everything that can go wrong in a way a person can mend.

Raised with words that say what is wrong, where, and what would be right. Turned into a toast, a
page or an exit code only at the edge (commands, callbacks, routes).
"""

import math
from datetime import timedelta


class LeapDashError(Exception):
    """Base of all errors whose message is meant for the person who asked."""


class BadInputError(LeapDashError):
    """What was given cannot be used; the message names the file, field or line and the remedy."""


class BadFieldError(BadInputError):
    """What was filled in cannot be used; `field` is which, `words` what is wrong and the remedy."""

    def __init__(self, field: str, words: str) -> None:
        self.field, self.words = field, words
        super().__init__(f"{field}: {words}")


class BadSettingError(BadInputError):
    """A LEAP_DASH_ variable is unknown or has a value that cannot be used."""


class BadRuleError(BadInputError):
    """A rule outside the rule language, or one naming an item, course or badge there is none of."""


class BakingError(BadInputError):
    """A picture that no credential can be baked into, or read from."""


class NotFoundError(LeapDashError):
    """It does not exist, or lies outside the viewer's scope: the same answer for both."""


class NotFetchedError(LeapDashError):
    """What another server was to be asked for must not be, or could not be; without a full stop."""


class NotSentError(LeapDashError):
    """An e-mail that the mail server does not take now; names nobody, without a full stop."""


class MailRefusedError(NotSentError):
    """An e-mail that the mail server will not take later either."""


class MailServerError(NotSentError):
    """No e-mail can be handed over at all for now, whoever it is for."""


class ForbiddenError(LeapDashError):
    """The viewer may see this but not do it."""


class ConflictError(LeapDashError):
    """What was asked for contradicts what is already there."""


class SigningError(LeapDashError):
    """The issuer refuses to sign: key, address or document is not what it must be."""


class TooManyAttemptsError(LeapDashError):
    """Sign-ins failed so often that further ones wait; `wait` says how long."""

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        minutes = max(1, math.ceil(wait / timedelta(minutes=1)))
        unit = "minute" if minutes == 1 else "minutes"
        super().__init__(f"Too many sign-ins have failed. Please try again in {minutes} {unit}.")


class TooManyQuestionsError(LeapDashError):
    """Other servers are asked so often, or so many at once, that further questions wait."""
