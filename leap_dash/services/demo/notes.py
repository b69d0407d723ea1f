"""What instructors of the demo write when they record a soft skill."""

from leap_dash.services.demo.curriculum.model import (
    COMMUNICATION,
    LEADERSHIP,
    PROBLEM_SOLVING,
    SELF_MANAGEMENT,
    TEAMWORK,
)

# Per skill: for levels 1 and 2, for level 3, for levels 4 and 5.
_NOTES = {
    COMMUNICATION: (
        "Knows the matter, but others have to ask twice; practise short summaries.",
        "Clear in writing; speaks up when asked.",
        "Explains difficult things so that everyone can act on them.",
    ),
    TEAMWORK: (
        "Works well alone; still waits to be asked when others need a hand.",
        "Dependable in the team and shares what is learnt.",
        "Notices when someone is stuck and helps without taking over.",
    ),
    PROBLEM_SOLVING: (
        "Tries the first idea that comes; talk through two more before starting.",
        "Finds the cause of familiar problems step by step.",
        "Takes unfamiliar problems apart and checks the solution against the question.",
    ),
    LEADERSHIP: (
        "Hands over tasks without saying what is wanted; agree the outcome first.",
        "Gives direction to a small group and keeps to what was agreed.",
        "Others follow by choice; shares credit and takes responsibility.",
    ),
    SELF_MANAGEMENT: (
        "Starts late and hurries; a weekly plan was agreed.",
        "Keeps most dates and says early when one is in danger.",
        "Plans ahead, keeps dates and still has time for others.",
    ),
}


def note(skill: str, level: int, turn: int) -> str:
    """Words for one in three records, nothing for the others; `turn` numbers the records."""
    if turn % 3:
        return ""
    low, middle, high = _NOTES[skill]
    return low if level <= 2 else middle if level == 3 else high
