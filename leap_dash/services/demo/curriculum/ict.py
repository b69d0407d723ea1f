"""Information and communication technology."""

from leap_dash.services.demo.curriculum.model import (
    COMMUNICATION,
    PROBLEM_SOLVING,
    SELF_MANAGEMENT,
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

USER_SUPPORT = CoursePlan(
    code="IC1",
    name="Devices, systems and user support",
    difficulty=-2.0,
    outcomes=(
        Outcome(
            "Install and maintain workplace devices",
            "Sets up a device from the image to the first sign-in and records it in the inventory.",
        ),
        Outcome(
            "Find faults step by step",
            "Narrows a fault to one component and documents what was ruled out.",
        ),
        Outcome(
            "Help users in words that they understand",
            "Closes ten tickets; users rate the explanation four of five or better.",
        ),
    ),
    items=(
        Assessment("A1", "Device set-up record", "assignment", 20, -2.0),
        Assessment("T1", "Operating systems test", "test", 20, 1.0),
        Assessment("A2", "Ten tickets", "assignment", 25),
        Assessment("E1", "Fault-finding practical exam", "exam", 35, 4.0),
    ),
)

NETWORKS = CoursePlan(
    code="IC2",
    name="Networks and security",
    difficulty=9.0,
    outcomes=(
        Outcome(
            "Plan and configure a small network",
            "Divides an address range into subnets and explains each routing entry.",
        ),
        Outcome(
            "Protect accounts and data",
            "Introduces a second factor and least privilege for a team of fifteen.",
        ),
        Outcome(
            "Respond to an incident",
            "Contains a simulated phishing attack, keeps evidence and informs the right people.",
        ),
        Outcome(
            "Prove that backups can be restored",
            "Restores a server's data into a clean environment within the agreed time.",
        ),
    ),
    items=(
        Assessment("A1", "Subnet plan", "assignment", 20, 4.0),
        Assessment("T1", "Protocols test", "test", 15, 5.0),
        Assessment("A2", "Incident report", "assignment", 20),
        Assessment("A3", "Restore protocol", "assignment", 10, -2.0),
        Assessment("E1", "Networks and security exam", "exam", 35, 6.0),
    ),
)

CLOUD = CoursePlan(
    code="IC3",
    name="Cloud services and scripting",
    difficulty=4.0,
    outcomes=(
        Outcome(
            "Run services in the cloud and know their cost",
            "Deploys a small service, estimates its monthly cost and sets an alarm.",
        ),
        Outcome(
            "Automate routine work with scripts",
            "Replaces a manual task with a script that a colleague can run and change.",
        ),
        Outcome(
            "Handle personal data lawfully",
            "Draws up a record of processing for one service and a plan for deletion.",
        ),
    ),
    items=(
        Assessment("A1", "A script instead of a checklist", "assignment", 25, 3.0),
        Assessment("T1", "Cloud models test", "test", 15),
        Assessment("A2", "Deployment with cost estimate", "assignment", 25, 2.0),
        Assessment("E1", "Project exam", "exam", 35, 4.0),
    ),
)

ICT = ProgrammePlan(
    slug="ict-support",
    name="ICT Support and Cloud Skills",
    subject_area="ict",
    courses=(USER_SUPPORT, NETWORKS, CLOUD),
    skills=(PROBLEM_SOLVING, COMMUNICATION, SELF_MANAGEMENT),
    badges=(
        BadgePlan(
            slug="help-desk-hero",
            name="Help Desk Hero",
            level="bronze",
            description="Sets up devices, finds faults step by step and explains the remedy in "
            "words that users understand.",
            rule={
                "all": [
                    {"completed": {"course": "IC1"}},
                    {"result": {"item": "IC1-A2", "course": "IC1", "min_percent": 50}},
                ]
            },
            alignments=(
                occupation("3512", "Information and communications technology user support"),
                eqf(3),
            ),
        ),
        BadgePlan(
            slug="safe-networks",
            name="Safe Networks",
            level="silver",
            description="Builds small networks that hold, protects accounts and data, and keeps a "
            "cool head in an incident.",
            rule={
                "all": [
                    {"holds": {"achievement": "help-desk-hero"}},
                    {"completed": {"course": "IC2"}},
                    {"average": {"course": "IC2", "category": "assignment", "min_percent": 55}},
                    {"submitted": {"course": "IC2", "min_share": 0.6, "on_time": True}},
                ]
            },
            alignments=(
                occupation("3513", "Computer network and systems technicians"),
                field_of_study("0612", "Database and network design and administration"),
                eqf(4),
            ),
        ),
        BadgePlan(
            slug="cloud-practitioner",
            name="Cloud Practitioner",
            level="gold",
            description="Runs and automates services in the cloud, with an eye on cost and on the "
            "data of the people who use them.",
            rule={
                "all": [
                    {"holds": {"achievement": "safe-networks"}},
                    {"completed": {}},
                    {"average": {"min_percent": 68}},
                    {"skill": {"skill": PROBLEM_SOLVING, "min_level": 3}},
                    {"outcomes": {"min_share": 0.8}},
                ]
            },
            alignments=(
                Alignment(
                    "DigComp 2.2, area 5: problem solving",
                    "https://joint-research-centre.ec.europa.eu/digcomp/digcomp-framework_en",
                    "DigComp",
                ),
                occupation("3514", "Web technicians"),
                eqf(5),
            ),
        ),
    ),
)
