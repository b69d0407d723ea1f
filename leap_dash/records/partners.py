"""One programme across providers, as partners compare it."""

from dataclasses import dataclass
from uuid import UUID

from leap_dash.domain.disclosure import Bound


@dataclass(frozen=True, slots=True)
class Rate:
    """People out of a group, in percent (0 to 100), with its 95 % Wilson interval.

    `bound` says that the rate is only known to be above or below `percent`.
    """

    of: int
    percent: float
    low: float
    high: float
    bound: Bound


@dataclass(frozen=True, slots=True)
class ProviderRates:
    """One provider of a programme; no rate where it would tell about fewer than ten people."""

    org_id: UUID
    name: str
    country: str  # ISO 3166-1 alpha-2
    completion: Rate | None
    badges: Rate | None


@dataclass(frozen=True, slots=True)
class ProgrammeComparison:
    """One programme across the providers of a network, by name. The totals are of those shown."""

    programme_name: str
    providers: tuple[ProviderRates, ...]
    completion: Rate | None
    badges: Rate | None
