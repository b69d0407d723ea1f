"""Professional consulting."""

from leap_dash.services.demo.curriculum.model import (
    COMMUNICATION,
    PROBLEM_SOLVING,
    TEAMWORK,
    Assessment,
    BadgePlan,
    CoursePlan,
    Outcome,
    ProgrammePlan,
    eqf,
    field_of_study,
    occupation,
)

ENTRY = CoursePlan(
    code="PC1",
    name="Entry, scope and contract",
    difficulty=-1.0,
    outcomes=(
        Outcome(
            "Find the question behind the request",
            "Restates a client's request as a question that can be answered with evidence.",
        ),
        Outcome(
            "Agree scope, fees and limits in writing",
            "Writes a two-page proposal with deliverables, exclusions and a change procedure.",
        ),
        Outcome(
            "Recognise and declare conflicts of interest",
            "Applies a five-question check to four cases and documents each decision.",
        ),
    ),
    items=(
        Assessment("A1", "First meeting: notes and question", "assignment", 25),
        Assessment("T1", "Contracts and liability test", "test", 20, 3.0),
        Assessment("A2", "Two-page proposal", "assignment", 30, 1.0),
        Assessment("E1", "Client interview exam", "exam", 25, 3.0),
    ),
)

EVIDENCE = CoursePlan(
    code="PC2",
    name="Analysis and evidence",
    difficulty=8.0,
    outcomes=(
        Outcome(
            "Structure a problem without overlaps and gaps",
            "Draws an issue tree whose branches can be assigned to different people.",
        ),
        Outcome(
            "Collect and check data from a client",
            "Finds the planted errors in a data set and asks for what is missing.",
        ),
        Outcome(
            "Estimate with ranges instead of single numbers",
            "Gives a low, likely and high case and says what would move each.",
        ),
        Outcome(
            "Draw charts that carry one message",
            "Each chart of a ten-page pack has a sentence as its title and a source.",
        ),
    ),
    items=(
        Assessment("A1", "Issue tree", "assignment", 20, 1.0),
        Assessment("A2", "Data check and questions back", "assignment", 20, 3.0),
        Assessment("T1", "Estimation test", "test", 20, 6.0),
        Assessment("A3", "Ten charts, ten messages", "assignment", 15),
        Assessment("E1", "Analysis exam", "exam", 25, 5.0),
    ),
)

DELIVERY = CoursePlan(
    code="PC3",
    name="Recommendation and delivery",
    difficulty=1.0,
    outcomes=(
        Outcome(
            "Recommend one option and defend it",
            "Presents to a panel in ten minutes; answers questions from the evidence.",
        ),
        Outcome(
            "Plan delivery with the client's own people",
            "Every step of the plan has a name from the client's organisation.",
        ),
        Outcome(
            "Close a project and learn from it",
            "Runs a review with the client and publishes three lessons to the team.",
        ),
    ),
    items=(
        Assessment("A1", "Options paper", "assignment", 20, 1.0),
        Assessment("P1", "Client workshops", "participation", 10, -6.0),
        Assessment("T1", "Planning and risk test", "test", 15, 2.0),
        Assessment("A2", "Delivery plan", "assignment", 20),
        Assessment("E1", "Panel presentation", "exam", 35, 3.0),
    ),
)

CONSULTING = ProgrammePlan(
    slug="consulting-practice",
    name="Professional Consulting Practice",
    subject_area="consulting",
    courses=(ENTRY, EVIDENCE, DELIVERY),
    skills=(PROBLEM_SOLVING, COMMUNICATION, TEAMWORK),
    badges=(
        BadgePlan(
            slug="clear-brief",
            name="Clear Brief",
            level="bronze",
            description="Turns a vague request into a question, a scope and a fair contract.",
            rule={
                "all": [
                    {"completed": {"course": "PC1"}},
                    {"submitted": {"course": "PC1", "min_share": 0.8}},
                ]
            },
            alignments=(occupation("2421", "Management and organization analysts"), eqf(5)),
        ),
        BadgePlan(
            slug="evidence-builder",
            name="Evidence Builder",
            level="silver",
            description="Structures problems, checks data before trusting it, and says how sure "
            "an answer is.",
            rule={
                "all": [
                    {"holds": {"achievement": "clear-brief"}},
                    {"completed": {"course": "PC2"}},
                    {
                        "any": [
                            {"average": {"course": "PC2", "min_percent": 60}},
                            {"skill": {"skill": PROBLEM_SOLVING, "min_level": 4}},
                        ]
                    },
                ]
            },
            alignments=(
                occupation("2421", "Management and organization analysts"),
                field_of_study("0413", "Management and administration"),
                eqf(5),
            ),
        ),
        BadgePlan(
            slug="trusted-adviser",
            name="Trusted Adviser",
            level="gold",
            description="Carries an assignment from the first meeting to delivery by the client's "
            "own people, and is asked to come back.",
            rule={
                "all": [
                    {"holds": {"achievement": "evidence-builder"}},
                    {"completed": {}},
                    {"result": {"item": "PC3-E1", "course": "PC3", "min_percent": 65}},
                    {"outcomes": {"min_share": 0.85}},
                ]
            },
            alignments=(occupation("2421", "Management and organization analysts"), eqf(6)),
        ),
    ),
)
