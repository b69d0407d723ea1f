"""The partners of the demo network, invented, and which programmes each of them runs.

Every programme is run by at least three partners, hospitality by all six, so that programmes can be
compared. How the partners differ (marks, early leaving, punctuality) is set here as well.
"""

from dataclasses import dataclass

NETWORK_SLUG = "leap"
NETWORK_NAME = "LEAP network"
NETWORK_DESCRIPTION = (
    "Learn, Engage, Apply and Perform: an invented network of training providers, for trying out "
    "LEAP Dash. Its badges stand for nothing."
)
# The partner at which someone signs in for every role.
HOME = "tralee"


@dataclass(frozen=True, slots=True)
class Partner:
    """A training provider.

    `effect` is added to every mark in percent points; `leaving` and `lateness` are log-odds added
    to those of leaving early and of handing in late. `size` is relative to the other partners'.
    """

    slug: str
    name: str
    town: str
    country: str
    time_zone: str
    language: str
    locale: str  # of the names
    domain: str  # of the learners' e-mail addresses; example.org and example.com belong to nobody
    source: str  # the system that the learners' identifiers come from
    prefix: str  # of those identifiers
    programmes: tuple[str, ...]
    size: float
    effect: float = 0.0
    leaving: float = 0.0
    lateness: float = 0.0

    @property
    def description(self) -> str:
        """What the issuer profile says."""
        return (
            f"An invented training provider in {self.town}, for trying out LEAP Dash. "
            "Its badges stand for nothing."
        )


PARTNERS: tuple[Partner, ...] = (
    Partner(
        slug="northgate",
        name="Northgate Skills Academy",
        town="Leeds",
        country="GB",
        time_zone="Europe/London",
        language="en-GB",
        locale="en_GB",
        domain="learners.northgate.example.org",
        source="moodle",
        prefix="NSA",
        programmes=(
            "hospitality-operations",
            "team-leadership",
            "consulting-practice",
            "coaching-practice",
        ),
        size=1.2,
        effect=-1.5,
        leaving=0.15,
        lateness=0.15,
    ),
    Partner(
        slug="tralee",
        name="Tralee Bay Training Centre",
        town="Tralee",
        country="IE",
        time_zone="Europe/Dublin",
        language="en-IE",
        locale="en_IE",
        domain="tralee.example.org",
        source="moodle",
        prefix="TB",
        programmes=(
            "hospitality-operations",
            "team-leadership",
            "coaching-practice",
            "english-for-work",
        ),
        size=1.1,
        effect=2.0,
        leaving=-0.05,
        lateness=-0.1,
    ),
    Partner(
        slug="ribeira",
        name="Instituto de Formação Ribeira",
        town="Porto",
        country="PT",
        time_zone="Europe/Lisbon",
        language="pt-PT",
        locale="pt_PT",
        domain="alunos.ribeira.example.com",
        source="canvas",
        prefix="IFR",
        programmes=(
            "hospitality-operations",
            "english-for-work",
            "ict-support",
            "health-and-safety",
        ),
        size=1.0,
        effect=0.5,
        leaving=0.05,
        lateness=0.25,
    ),
    Partner(
        slug="donaublick",
        name="Bildungszentrum Donaublick",
        town="Linz",
        country="AT",
        time_zone="Europe/Vienna",
        language="de-AT",
        locale="de_AT",
        domain="donaublick.example.com",
        source="moodle",
        prefix="BZD",
        programmes=(
            "hospitality-operations",
            "consulting-practice",
            "team-leadership",
            "ict-support",
        ),
        size=0.9,
        effect=2.5,
        leaving=-0.2,
        lateness=-0.2,
    ),
    Partner(
        slug="thermaikos",
        name="Thermaikos Vocational Institute",
        town="Thessaloniki",
        country="GR",
        time_zone="Europe/Athens",
        language="el",
        locale="el_GR",
        domain="mathites.thermaikos.example.org",
        source="openeclass",
        prefix="TVI",
        programmes=(
            "hospitality-operations",
            "english-for-work",
            "ict-support",
            "health-and-safety",
        ),
        size=1.05,
        effect=-2.0,
        leaving=0.1,
        lateness=0.1,
    ),
    Partner(
        slug="akamas",
        name="Akamas Institute of Professional Studies",
        town="Paphos",
        country="CY",
        time_zone="Asia/Nicosia",
        language="el",
        locale="el_GR",
        domain="students.akamas.example.com",
        source="blackboard",
        prefix="AK",
        programmes=(
            "hospitality-operations",
            "consulting-practice",
            "coaching-practice",
            "health-and-safety",
        ),
        size=0.85,
        effect=0.0,
        leaving=0.0,
        lateness=0.0,
    ),
)
