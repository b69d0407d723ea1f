"""Management and leadership."""

from leap_dash.services.demo.curriculum.model import (
    COMMUNICATION,
    LEADERSHIP,
    PROBLEM_SOLVING,
    Assessment,
    BadgePlan,
    CoursePlan,
    Outcome,
    ProgrammePlan,
    eqf,
    field_of_study,
    occupation,
)

LEADING_A_TEAM = CoursePlan(
    code="ML1",
    name="Leading a team",
    difficulty=-2.0,
    outcomes=(
        Outcome(
            "Set goals that a team understands and accepts",
            "Turns an organisational aim into three team goals, each with a measure and a date.",
        ),
        Outcome(
            "Give feedback that changes what people do",
            "Holds an observed feedback talk: specific, timely, and with an agreed next step.",
        ),
        Outcome(
            "Delegate work with clear authority",
            "Briefs a task so that outcome, limits and check-in points can be repeated by the "
            "person who takes it on.",
        ),
        Outcome(
            "Build trust in teams that rarely meet",
            "Agrees ways of working with a remote team and reviews them after a month.",
        ),
    ),
    items=(
        Assessment("A1", "My team: a map of roles and strengths", "assignment", 20),
        Assessment("T1", "Styles of leadership test", "test", 15),
        Assessment("A2", "Feedback talk, recorded and reviewed", "assignment", 30, 1.0),
        Assessment("E1", "Case exam: a team in trouble", "exam", 35, 4.0),
    ),
)

PERFORMANCE = CoursePlan(
    code="ML2",
    name="Planning, budgets and performance",
    difficulty=7.0,
    outcomes=(
        Outcome(
            "Plan capacity for a quarter",
            "Matches work and hours, with absences and a reserve, and names the bottleneck.",
        ),
        Outcome(
            "Draw up and watch a team's budget",
            "Explains each deviation above five per cent and proposes a correction.",
        ),
        Outcome(
            "Choose indicators that lead and lag",
            "Justifies four indicators and shows one that would mislead.",
        ),
    ),
    items=(
        Assessment("A1", "Capacity plan for a quarter", "assignment", 25, 1.0),
        Assessment("T1", "Reading a budget test", "test", 20, 4.0),
        Assessment("A2", "Dashboard of four indicators", "assignment", 20),
        Assessment("E1", "Budget and performance exam", "exam", 35, 5.0),
    ),
)

CHANGE = CoursePlan(
    code="ML3",
    name="Leading change",
    difficulty=2.0,
    outcomes=(
        Outcome(
            "Make the case for a change",
            "Presents need, options and cost of doing nothing on one page.",
        ),
        Outcome(
            "Work with resistance instead of against it",
            "Interviews three people who are affected and changes the plan because of it.",
        ),
        Outcome(
            "Keep a change alive after the launch",
            "Reviews the effect after eight weeks against what was promised.",
        ),
    ),
    items=(
        Assessment("A1", "Stakeholder interviews", "assignment", 25),
        Assessment("T1", "Models of change test", "test", 15, 1.0),
        Assessment("A2", "One-page case for change", "assignment", 25, 2.0),
        Assessment("E1", "Change project presentation", "exam", 35, 3.0),
    ),
)

MANAGEMENT = ProgrammePlan(
    slug="team-leadership",
    name="Team Leadership and Management",
    subject_area="management",
    courses=(LEADING_A_TEAM, PERFORMANCE, CHANGE),
    skills=(LEADERSHIP, COMMUNICATION, PROBLEM_SOLVING),
    badges=(
        BadgePlan(
            slug="first-line-leader",
            name="First-Line Leader",
            level="bronze",
            description="Leads a small team day by day: sets goals, gives feedback, delegates.",
            rule={
                "all": [
                    {"completed": {"course": "ML1"}},
                    {"average": {"course": "ML1", "min_percent": 55}},
                ]
            },
            alignments=(field_of_study("0413", "Management and administration"), eqf(4)),
        ),
        BadgePlan(
            slug="steady-hand",
            name="Steady Hand",
            level="silver",
            description="Keeps plans, budgets and people together over a whole quarter, hands work "
            "in when it is due and is recognised by others as someone to follow.",
            rule={
                "all": [
                    {"holds": {"achievement": "first-line-leader"}},
                    {"completed": {"course": "ML2"}},
                    {"submitted": {"min_share": 0.7, "on_time": True}},
                    {"skill": {"skill": LEADERSHIP, "min_level": 3}},
                ]
            },
            alignments=(
                occupation("1219", "Business services and administration managers"),
                eqf(4),
            ),
        ),
        BadgePlan(
            slug="leader-of-change",
            name="Leader of Change",
            level="gold",
            description="Has led a change from the first conversation to the review of its effect, "
            "with a strong record in every unit of the programme.",
            rule={
                "all": [
                    {"holds": {"achievement": "steady-hand"}},
                    {"completed": {}},
                    {
                        "any": [
                            {"completed": {"course": "ML3", "with": ["distinction"]}},
                            {"average": {"min_percent": 72}},
                        ]
                    },
                    {"outcomes": {"min_share": 0.8}},
                ]
            },
            alignments=(
                occupation("1213", "Policy and planning managers"),
                field_of_study("0413", "Management and administration"),
                eqf(5),
            ),
        ),
    ),
)
