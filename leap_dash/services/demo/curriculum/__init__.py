"""The seven programmes of the demo network, one per subject area."""

from leap_dash.services.demo.curriculum.coaching import COACHING
from leap_dash.services.demo.curriculum.consulting import CONSULTING
from leap_dash.services.demo.curriculum.hospitality import HOSPITALITY
from leap_dash.services.demo.curriculum.ict import ICT
from leap_dash.services.demo.curriculum.languages import LANGUAGES
from leap_dash.services.demo.curriculum.management import MANAGEMENT
from leap_dash.services.demo.curriculum.model import ProgrammePlan
from leap_dash.services.demo.curriculum.safety import SAFETY

PROGRAMMES: tuple[ProgrammePlan, ...] = (
    MANAGEMENT,
    COACHING,
    CONSULTING,
    LANGUAGES,
    HOSPITALITY,
    ICT,
    SAFETY,
)

__all__ = ["PROGRAMMES"]
