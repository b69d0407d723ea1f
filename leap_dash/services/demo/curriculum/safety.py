"""Health and safety at work."""

from leap_dash.services.demo.curriculum.model import (
    COMMUNICATION,
    PROBLEM_SOLVING,
    TEAMWORK,
    Alignment,
    Assessment,
    BadgePlan,
    CoursePlan,
    Outcome,
    ProgrammePlan,
    eqf,
    field_of_study,
    occupation,
)

FRAMEWORK_DIRECTIVE = Alignment(
    "Directive 89/391/EEC, Article 6: general principles of prevention",
    "https://osha.europa.eu/en/legislation/directives/the-osh-framework-directive/1",
    "EU occupational safety and health framework directive",
)

HAZARDS = CoursePlan(
    code="HS1",
    name="Hazards and risk assessment",
    difficulty=0.0,
    outcomes=(
        Outcome(
            "See hazards before they hurt someone",
            "Finds at least eight of ten planted hazards on a walk through a workplace.",
        ),
        Outcome(
            "Assess and rank risks",
            "Rates likelihood and severity with reasons and agrees the ranking with the team.",
        ),
        Outcome(
            "Choose measures in the right order",
            "Prefers removal and engineering to protective equipment and justifies exceptions.",
        ),
        Outcome(
            "Explain rights and duties at work",
            "Names what the employer, the worker and the representative must each do.",
        ),
    ),
    items=(
        Assessment("T1", "Rights and duties test", "test", 15, -1.0),
        Assessment("A1", "Workplace walk with photographs", "assignment", 25, -2.0),
        Assessment("A2", "Risk assessment of one task", "assignment", 25, 2.0),
        Assessment("E1", "Risk assessment exam", "exam", 35, 3.0),
    ),
)

MANAGING_SAFETY = CoursePlan(
    code="HS2",
    name="Incidents and safety culture",
    difficulty=3.0,
    outcomes=(
        Outcome(
            "Investigate an incident for causes, not culprits",
            "Reaches at least two causes that lie in the organisation and proposes measures.",
        ),
        Outcome(
            "Lead an evacuation",
            "Clears a floor in the planned time and accounts for everyone.",
        ),
        Outcome(
            "Hold a toolbox talk that people remember",
            "Ten minutes, one risk, one practice; questioned a week later, the crew recalls it.",
        ),
        Outcome(
            "Track whether measures work",
            "Follows five measures over six weeks and reports the two that did not hold.",
        ),
    ),
    items=(
        Assessment("A1", "Toolbox talk", "assignment", 20, -1.0),
        Assessment("T1", "First aid and fire test", "test", 15),
        Assessment("P1", "Evacuation drills", "participation", 10, -9.0),
        Assessment("A2", "Incident investigation", "assignment", 25, 3.0),
        Assessment("E1", "Safety management exam", "exam", 30, 4.0),
    ),
)

SAFETY = ProgrammePlan(
    slug="health-and-safety",
    name="Occupational Health and Safety",
    subject_area="safety",
    courses=(HAZARDS, MANAGING_SAFETY),
    skills=(PROBLEM_SOLVING, TEAMWORK, COMMUNICATION),
    badges=(
        BadgePlan(
            slug="hazard-spotter",
            name="Hazard Spotter",
            level="bronze",
            description="Sees what could hurt someone, ranks it, and knows which measure comes "
            "first.",
            rule={
                "all": [
                    {"result": {"item": "HS1-A1", "course": "HS1", "min_percent": 60}},
                    {"submitted": {"course": "HS1", "min_share": 0.75}},
                    {"average": {"course": "HS1", "min_percent": 50}},
                ]
            },
            alignments=(FRAMEWORK_DIRECTIVE, eqf(3)),
            months=12,
        ),
        BadgePlan(
            slug="safety-representative",
            name="Safety Representative",
            level="silver",
            description="Speaks for colleagues on health and safety, investigates incidents for "
            "causes and leads others out of danger.",
            rule={
                "all": [
                    {"holds": {"achievement": "hazard-spotter"}},
                    {"completed": {}},
                    {"outcomes": {"min_share": 0.75}},
                    {"skill": {"skill": TEAMWORK, "min_level": 3}},
                ]
            },
            alignments=(
                occupation("3257", "Environmental and occupational health inspectors"),
                field_of_study("1022", "Occupational health and safety"),
                eqf(4),
            ),
            months=12,
        ),
    ),
)
