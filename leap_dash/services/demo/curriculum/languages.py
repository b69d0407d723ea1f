"""Languages: English for work, from B1 to B2 of the Common European Framework."""

from leap_dash.services.demo.curriculum.model import (
    COMMUNICATION,
    SELF_MANAGEMENT,
    Alignment,
    Assessment,
    BadgePlan,
    CoursePlan,
    Outcome,
    ProgrammePlan,
    eqf,
    field_of_study,
)


def cefr(level: str) -> Alignment:
    """A level of the Common European Framework of Reference for Languages."""
    return Alignment(
        f"CEFR level {level}",
        "https://www.coe.int/en/web/common-european-framework-reference-languages/level-descriptions",
        "Common European Framework of Reference for Languages",
    )


EVERYDAY = CoursePlan(
    code="LA1",
    name="Everyday English at work (B1)",
    difficulty=-1.0,
    outcomes=(
        Outcome(
            "Follow instructions and safety briefings",
            "Repeats the main points of a three-minute briefing and asks about what is unclear.",
        ),
        Outcome(
            "Write short messages that get an answer",
            "Writes five e-mails and chat messages with a clear request and a fitting tone.",
        ),
        Outcome(
            "Take part in routine meetings",
            "Reports on own work for two minutes and agrees or disagrees politely.",
        ),
        Outcome(
            "Deal with customers on the telephone",
            "Takes names, numbers and wishes correctly in four recorded calls.",
        ),
    ),
    items=(
        Assessment("T1", "Listening test: briefings", "test", 20),
        Assessment("A1", "Five messages", "assignment", 20, -1.0),
        Assessment("P1", "Conversation circle", "participation", 10, -9.0),
        Assessment("A2", "Four telephone calls", "assignment", 20, 2.0),
        Assessment("E1", "B1 speaking and writing exam", "exam", 30, 4.0),
    ),
)

PROFESSIONAL = CoursePlan(
    code="LA2",
    name="Professional English (B2)",
    difficulty=5.0,
    outcomes=(
        Outcome(
            "Present and answer questions",
            "Presents own work for eight minutes and deals with three unexpected questions.",
        ),
        Outcome(
            "Write reports and minutes",
            "Summarises a one-hour meeting on a page; decisions and open points are clear.",
        ),
        Outcome(
            "Negotiate across cultures",
            "Reaches an agreement in a simulated negotiation and explains two misunderstandings.",
        ),
    ),
    items=(
        Assessment("A1", "Minutes of a meeting", "assignment", 20, 1.0),
        Assessment("T1", "Vocabulary and structures test", "test", 20, 3.0),
        Assessment("A2", "Eight-minute presentation", "assignment", 25, 1.0),
        Assessment("E1", "B2 exam: report and negotiation", "exam", 35, 5.0),
    ),
)

LANGUAGES = ProgrammePlan(
    slug="english-for-work",
    name="English for Work",
    subject_area="languages",
    courses=(EVERYDAY, PROFESSIONAL),
    skills=(COMMUNICATION, SELF_MANAGEMENT),
    badges=(
        BadgePlan(
            slug="ready-to-talk",
            name="Ready to Talk",
            level="bronze",
            description="Manages everyday situations at work in English: briefings, messages, "
            "meetings and telephone calls.",
            rule={
                "all": [
                    {"average": {"course": "LA1", "min_percent": 60}},
                    {"participation": {"course": "LA1", "min_active_weeks": 7}},
                    {"submitted": {"course": "LA1", "min_share": 0.75}},
                ]
            },
            alignments=(cefr("B1"), field_of_study("0231", "Language acquisition"), eqf(3)),
            months=12,
        ),
        BadgePlan(
            slug="fluent-professional",
            name="Fluent Professional",
            level="silver",
            description="Presents, reports and negotiates in English with people from other "
            "countries.",
            rule={
                "all": [
                    {"holds": {"achievement": "ready-to-talk"}},
                    {"completed": {}},
                    {"average": {"course": "LA2", "category": "assignment", "min_percent": 60}},
                ]
            },
            alignments=(cefr("B2"), field_of_study("0231", "Language acquisition"), eqf(4)),
        ),
        BadgePlan(
            slug="bridge-builder",
            name="Bridge Builder",
            level="gold",
            description="Brings people of different languages together and keeps a conversation "
            "going when it gets difficult.",
            rule={
                "all": [
                    {"holds": {"achievement": "fluent-professional"}},
                    {"completed": {"course": "LA2", "with": ["distinction"]}},
                    {"skill": {"skill": COMMUNICATION, "min_level": 4}},
                ]
            },
            alignments=(cefr("B2"), eqf(5)),
        ),
    ),
)
