"""Coaching and mentoring."""

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
    occupation,
)

CONVERSATIONS = CoursePlan(
    code="CM1",
    name="Coaching conversations",
    difficulty=-4.0,
    outcomes=(
        Outcome(
            "Agree a contract for coaching",
            "States aim, limits, confidentiality and length in words that the client repeats.",
        ),
        Outcome(
            "Listen and ask so that the client thinks",
            "In a recorded session the client speaks at least two thirds of the time.",
        ),
        Outcome(
            "Lead a session from goal to next step",
            "Ends with one action, a date and a way to notice that it is done.",
        ),
    ),
    items=(
        Assessment("A1", "Coaching contract", "assignment", 15, -2.0),
        Assessment("P1", "Triads: coach, client, observer", "participation", 15, -8.0),
        Assessment("T1", "Models of coaching test", "test", 20, 1.0),
        Assessment("A2", "Recorded session with self-review", "assignment", 50, 3.0),
    ),
)

MENTORING = CoursePlan(
    code="CM2",
    name="Mentoring at work",
    difficulty=0.0,
    outcomes=(
        Outcome(
            "Match mentors and mentees",
            "Designs a matching form and defends each question in it.",
        ),
        Outcome(
            "Guide a mentee through the first months",
            "Keeps a log of six meetings that shows growing independence.",
        ),
        Outcome(
            "Recognise when mentoring is not enough",
            "Names three signs and to whom each one is referred.",
        ),
        Outcome(
            "Evaluate a mentoring scheme",
            "Compares what was hoped for with what mentors, mentees and managers report.",
        ),
    ),
    items=(
        Assessment("A1", "Matching form and reasons", "assignment", 20),
        Assessment("T1", "Signs and limits test", "test", 15),
        Assessment("A2", "Mentoring log of six meetings", "assignment", 25, 1.0),
        Assessment("E1", "Case exam: limits and referral", "exam", 40, 4.0),
    ),
)

SUPERVISED_PRACTICE = CoursePlan(
    code="CM3",
    name="Supervised practice and ethics",
    difficulty=5.0,
    outcomes=(
        Outcome(
            "Reflect on own practice under supervision",
            "Brings three cases to supervision and shows what changed afterwards.",
        ),
        Outcome(
            "Act on a code of ethics",
            "Resolves two dilemmas with reference to the code and to those who are affected.",
        ),
        Outcome(
            "Measure the effect of coaching",
            "Agrees indicators with a client at the start and reports on them at the end.",
        ),
    ),
    items=(
        Assessment("A1", "Supervision journal", "assignment", 30, 1.0),
        Assessment("T1", "Ethics test", "test", 15, -1.0),
        Assessment("A2", "Ten hours of practice: client report", "assignment", 25, 3.0),
        Assessment("E1", "Viva: one client, start to end", "exam", 30, 4.0),
    ),
)

COACHING = ProgrammePlan(
    slug="coaching-practice",
    name="Coaching and Mentoring Practice",
    subject_area="coaching",
    courses=(CONVERSATIONS, MENTORING, SUPERVISED_PRACTICE),
    skills=(COMMUNICATION, SELF_MANAGEMENT),
    badges=(
        BadgePlan(
            slug="attentive-listener",
            name="Attentive Listener",
            level="bronze",
            description="Holds a coaching conversation in which the other person does the "
            "thinking, with a clear contract and a next step.",
            rule={
                "all": [
                    {"completed": {"course": "CM1"}},
                    {"result": {"item": "CM1-A2", "course": "CM1", "min_percent": 55}},
                ]
            },
            alignments=(occupation("2424", "Training and staff development professionals"), eqf(4)),
        ),
        BadgePlan(
            slug="workplace-mentor",
            name="Workplace Mentor",
            level="silver",
            description="Has mentored someone through their first months at work and knows where "
            "mentoring ends and other help begins.",
            rule={
                "all": [
                    {"holds": {"achievement": "attentive-listener"}},
                    {"completed": {"course": "CM2"}},
                    {
                        "at_least": 2,
                        "of": [
                            {"participation": {"course": "CM2", "min_active_weeks": 6}},
                            {"submitted": {"course": "CM2", "min_share": 1, "on_time": True}},
                            {"skill": {"skill": COMMUNICATION, "min_level": 4}},
                        ],
                    },
                ]
            },
            alignments=(occupation("2424", "Training and staff development professionals"), eqf(4)),
        ),
        BadgePlan(
            slug="reflective-coach",
            name="Reflective Coach",
            level="gold",
            description="Coaches to a code of ethics, brings cases to supervision, and can show "
            "what clients gained.",
            rule={
                "all": [
                    {"holds": {"achievement": "workplace-mentor"}},
                    {"completed": {}},
                    {"average": {"category": "assignment", "min_percent": 70}},
                    {"outcomes": {"course": "CM3", "min_share": 1}},
                ]
            },
            alignments=(
                occupation("2424", "Training and staff development professionals"),
                Alignment(
                    "Global Code of Ethics for coaches, mentors and supervisors",
                    "https://www.globalcodeofethics.org/",
                    "Global Code of Ethics",
                ),
                eqf(5),
            ),
        ),
    ),
)
