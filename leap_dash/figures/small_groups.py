"""What is said beside a share, an interval or a box that stands on very few people.

Nothing is withheld: who sees these figures sees the learners too.
"""

FEW = 5


def caution(people: int) -> str:
    """A sentence to add where there are fewer than FEW; else nothing."""
    return f" Fewer than {FEW} learners: this says little." if people < FEW else ""
