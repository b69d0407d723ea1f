"""Which kinds of e-mail on events somebody gets."""

from collections.abc import Mapping
from dataclasses import dataclass

from leap_dash.domain.event_mails import MailKind


@dataclass(frozen=True, slots=True)
class LinkedKind:
    """The kind of one e-mail, and whether whoever got it still wants that kind."""

    kind: MailKind
    wanted: bool
    org_name: str


@dataclass(frozen=True, slots=True)
class OwnKinds:
    """Where a person's e-mails go, and whether they want each kind that may come to them."""

    addresses: tuple[str, ...]
    wanted: Mapping[MailKind, bool]
