"""Hospitality: the programme that every partner of the demo runs."""

from leap_dash.services.demo.curriculum.model import (
    COMMUNICATION,
    SELF_MANAGEMENT,
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

GUEST_SERVICE = CoursePlan(
    code="HO1",
    name="Guest service and front office",
    difficulty=-3.0,
    outcomes=(
        Outcome(
            "Welcome, register and orient guests at reception",
            "Completes a check-in with identity, payment and key handover in under five minutes, "
            "and names the house's services that fit the guest.",
        ),
        Outcome(
            "Handle reservations, changes and cancellations",
            "Keeps the reservation book free of double bookings over a simulated week and applies "
            "the cancellation terms correctly.",
        ),
        Outcome(
            "Resolve complaints so that guests return",
            "Listens, apologises, offers a remedy within own authority and records the case.",
        ),
        Outcome(
            "Close a shift with balanced accounts",
            "Hands over cash, card slips and open issues; differences are found and explained.",
        ),
    ),
    items=(
        Assessment("A1", "Arrival to key handover: role play", "assignment", 20),
        Assessment("T1", "Reservations and room status test", "test", 15, 1.0),
        Assessment("A2", "Complaint case: what we changed", "assignment", 25, 2.0),
        Assessment("P1", "Front desk shifts", "participation", 10, -8.0),
        Assessment("E1", "Front office practical exam", "exam", 30, 4.0),
    ),
)

FOOD_SAFETY = CoursePlan(
    code="HO2",
    name="Food safety and kitchen operations",
    difficulty=4.0,
    outcomes=(
        Outcome(
            "Apply HACCP principles in a working kitchen",
            "Names the critical control points of three dishes, with limits and corrective action.",
        ),
        Outcome(
            "Store, prepare and cool food at safe temperatures",
            "Keeps a temperature log for a week without gaps and acts on each deviation.",
        ),
        Outcome(
            "Manage allergens from delivery to plate",
            "Answers guests' questions on the 14 declared allergens from the house's own records.",
        ),
        Outcome(
            "Plan mise en place for a service",
            "Draws up a plan for forty covers with times, quantities and who does what.",
        ),
    ),
    items=(
        Assessment("T1", "Allergens and labelling test", "test", 15, -2.0),
        Assessment("A1", "HACCP plan for three dishes", "assignment", 25, 3.0),
        Assessment("A2", "Temperature log and deviations", "assignment", 20),
        Assessment("E1", "Food safety exam", "exam", 40, 6.0),
    ),
)

TABLE_SERVICE = CoursePlan(
    code="HO3",
    name="Food and beverage service",
    difficulty=0.0,
    outcomes=(
        Outcome(
            "Serve a table from welcome to bill",
            "Serves a party of six in the house's style; courses leave and arrive together.",
        ),
        Outcome(
            "Advise on food, wine and alcohol-free pairings",
            "Recommends two pairings per main course and explains them in plain words.",
        ),
        Outcome(
            "Run banquets and events",
            "Writes a function sheet that another team can work from without asking back.",
        ),
    ),
    items=(
        Assessment("A1", "Function sheet for a wedding of eighty", "assignment", 25, 1.0),
        Assessment("T1", "Beverage knowledge test", "test", 20, 3.0),
        Assessment("P1", "Restaurant services", "participation", 15, -7.0),
        Assessment("E1", "Service practical exam", "exam", 40, 3.0),
    ),
)

REVENUE = CoursePlan(
    code="HO4",
    name="Revenue, sustainability and local tourism",
    difficulty=6.0,
    outcomes=(
        Outcome(
            "Read occupancy, average rate and revenue per room",
            "Explains a month's figures and proposes one change of price with its likely effect.",
        ),
        Outcome(
            "Cut energy, water and food waste",
            "Measures one week's waste and shows a saving of a tenth with the team's consent.",
        ),
        Outcome(
            "Work with local producers and attractions",
            "Designs a two-day offer with at least three partners within thirty kilometres.",
        ),
    ),
    items=(
        Assessment("A1", "A month in figures: pricing proposal", "assignment", 30, 4.0),
        Assessment("A2", "Waste audit of one week", "assignment", 25),
        Assessment("T1", "Revenue indicators test", "test", 15, 5.0),
        Assessment("E1", "Project defence: a local offer", "exam", 30, 2.0),
    ),
)

HOSPITALITY = ProgrammePlan(
    slug="hospitality-operations",
    name="Hospitality Operations",
    subject_area="hospitality",
    courses=(GUEST_SERVICE, FOOD_SAFETY, TABLE_SERVICE, REVENUE),
    skills=(COMMUNICATION, TEAMWORK, SELF_MANAGEMENT),
    badges=(
        BadgePlan(
            slug="warm-welcome",
            name="Warm Welcome",
            level="bronze",
            description="Receives guests with confidence: from the first greeting at the front "
            "desk to a complaint that ends with a guest who comes back.",
            rule={
                "all": [
                    {"completed": {"course": "HO1"}},
                    {"submitted": {"course": "HO1", "min_share": 0.75, "on_time": True}},
                ]
            },
            alignments=(occupation("4224", "Hotel receptionists"), eqf(3)),
            months=12,
        ),
        BadgePlan(
            slug="team-player-in-service",
            name="Team Player in Service",
            level="silver",
            description="Carries a shift together with others: reliable with deadlines, present "
            "week after week, and trusted by the team in kitchen and restaurant.",
            rule={
                "all": [
                    {"holds": {"achievement": "warm-welcome"}},
                    {"result": {"item": "HO2-A1", "course": "HO2", "min_percent": 55}},
                    {"participation": {"course": "HO2", "min_active_weeks": 5}},
                    {"skill": {"skill": TEAMWORK, "min_level": 3}},
                ]
            },
            alignments=(
                occupation("5131", "Waiters"),
                field_of_study("1013", "Hotel, restaurants and catering"),
                eqf(3),
            ),
        ),
        BadgePlan(
            slug="hospitality-professional",
            name="Hospitality Professional",
            level="gold",
            description="Runs guest service, kitchen hygiene and restaurant to a professional "
            "standard, and knows what the house earns and what it wastes.",
            rule={
                "all": [
                    {"holds": {"achievement": "team-player-in-service"}},
                    {"completed": {}},
                    {"average": {"min_percent": 70}},
                    {"outcomes": {"min_share": 0.8}},
                ]
            },
            alignments=(
                occupation("1411", "Hotel managers"),
                field_of_study("1013", "Hotel, restaurants and catering"),
                eqf(4),
            ),
        ),
    ),
)
