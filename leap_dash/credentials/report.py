"""What verifying a badge answers, and what it must be told from outside to do so."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol

from leap_dash.credentials.kinds import Kind
from leap_dash.credentials.public_keys import PublicKey

Result = Literal["pass", "fail", "unknown"]
Verdict = Literal["valid", "invalid", "unknown"]


@dataclass(frozen=True, slots=True)
class Check:
    """One question about a badge: its name, the answer, and a sentence for people."""

    name: str
    result: Result
    detail: str


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """The verdict, the checks in their order, and the document: only when its proof holds.

    `elsewhere` names the hosts that were not asked and could tell what is unknown; `kind` is what
    people call such a document.
    """

    verdict: Verdict
    checks: tuple[Check, ...]
    credential: dict[str, Any] | None
    elsewhere: tuple[str, ...] = ()
    kind: Kind = "badge"

    def to_json(self) -> dict[str, Any]:
        """Return `{"verdict", "checks": [{"name", "result", "detail"}], "credential"}`."""
        return {
            "verdict": self.verdict,
            "checks": [asdict(check) for check in self.checks],
            "credential": self.credential,
        }


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """What is known of a badge's status; `detail` is a sentence ("Revoked on 3 May 2026: ...")."""

    state: Literal["good", "revoked", "suspended"] | None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Hosted:
    """What stands now at the address of a hosted badge (Open Badges 2.0) and at those it names.

    The badge, what it stands for, and who issues it; none where there is nothing at the address.
    """

    badge: Mapping[str, Any] | None = None
    achievement: Mapping[str, Any] | None = None
    issuer: Mapping[str, Any] | None = None


class Resolver(Protocol):
    """What only the outside knows. Every answer may be "cannot be known", which is None."""

    def issuer_keys(self, issuer_id: str, /) -> Mapping[str, PublicKey] | None:
        """Return the issuer's public keys, of every kind, by verification method."""

    def status(self, credential_id: str, status_entry: Mapping[str, Any] | None, /) -> StatusAnswer:
        """Return the status of a badge; `status_entry` is its `credentialStatus`, if it has one."""

    def achievement_known(self, achievement_id: str, /) -> bool | None:
        """Tell whether the achievement is one that its issuer publishes."""

    def endorsed_known(self, target_id: str, /) -> bool | None:
        """Tell whether there is what an endorsement names: a badge or an issuer."""

    def hosted(self, address: str, /) -> Hosted | None:
        """Return what stands at the address of a hosted badge."""

    def published(self, address: str, /) -> Mapping[str, Any] | None:
        """Return what stands at an address that a signed badge (Open Badges 2.0) names.

        Empty where nothing does that could belong to one.
        """


class NothingKnown:
    """A resolver without any source: only what a badge proves by itself can be told."""

    def issuer_keys(self, _issuer_id: str, /) -> None:
        """Know no keys."""

    def status(self, _id: str, _entry: Mapping[str, Any] | None, /) -> StatusAnswer:
        """Know no status."""
        return StatusAnswer(None)

    def achievement_known(self, _achievement_id: str, /) -> None:
        """Know no achievement."""

    def endorsed_known(self, _target_id: str, /) -> bool | None:
        """Know nothing that could be endorsed."""
        return None

    def hosted(self, _address: str, /) -> None:
        """Know nothing of any address."""

    def published(self, _address: str, /) -> None:
        """Know nothing of any address."""


def verdict(checks: tuple[Check, ...]) -> Verdict:
    """Return invalid if any check failed, else unknown if any could not be made, else valid."""
    results = {check.result for check in checks}
    if "fail" in results:
        return "invalid"
    return "unknown" if "unknown" in results else "valid"
