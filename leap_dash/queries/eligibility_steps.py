"""How many clauses a learner lacks, as SQL over who met which clause.

A column per group of the rule, in layers: each layer selects from the one before, so that no
expression nests deeper than SQLite's parser can go. In a column every child stands exactly once:
databases fold layers into one another, and with two mentions a rule nested twenty deep would grow
to a million terms.
"""

from collections.abc import Iterable

from sqlalchemy import Integer, Label, literal_column

from leap_dash.domain.criteria import All, AnyOf, AtLeast, Rule, leaves, required
from leap_dash.domain.criteria_parse import MAX_NODES

FAR = 2
"""Stands for two clauses or more."""

# A child that is met gives MET points and one that is a step away gives NEAR. Fewer than MAX_NODES
# of the second never weigh as much as one of the first, so points tell how many there are of each.
NEAR = 1
MET = MAX_NODES + 1


def step_layers(
    rule: Rule, dialect: str, *, given: int | None = None, name: str = "steps"
) -> list[list[Label[int]]]:
    """Layers of columns to select, each beside all columns of the one before.

    They start from `m0`, `m1`, ... (1 for met, else 0) for each of `leaves(rule)`. The last has
    the column `name`: 0 where the rule is met, 1 where one more clause would meet it, else FAR.
    The clause number `given` counts as met by everyone. Columns of calls with different names can
    stand beside each other.
    `dialect` is sqlite or postgresql, which call two functions otherwise.
    """
    builder = _Builder(rule, dialect, given, name)
    builder.lacking(rule, whole=True)
    return builder.layers


class _Builder:
    """The layers so far, and the names that are still free. All text is numbers and own names."""

    def __init__(self, rule: Rule, dialect: str, given: int | None, name: str) -> None:
        self.layers: list[list[Label[int]]] = []
        self._least, self._greatest = (
            ("min", "max") if dialect == "sqlite" else ("least", "greatest")
        )
        self._met = ("1" if i == given else f"m{i}" for i, _ in enumerate(leaves(rule)))
        self._names = (f"{name}{i}" for i in range(MAX_NODES))
        self._whole = name

    def lacking(self, node: Rule, *, whole: bool = False) -> tuple[str, int]:
        """What says how many clauses a node lacks, and the first layer that may use it."""
        if not isinstance(node, All | AnyOf | AtLeast):
            text = f"1 - {next(self._met)}"
            return (self._add(text, 0, whole=True) if whole else text), 0
        if not any(isinstance(child, All | AnyOf | AtLeast) for child in node.children):
            # Each child that is not met is one step: no points are needed.
            layer = 0
            short = f"{required(node)} - ({' + '.join(next(self._met) for _ in node.children)})"
        else:
            children = [self.lacking(child) for child in node.children]
            layer = max(layer for _, layer in children)
            # Met from MET x number points on; a step away from one MET less and a NEAR on.
            points = _points(text for text, _ in children)
            short = f"({MET * required(node) + MAX_NODES - 1} - ({points})) / {MAX_NODES}"
        text = f"{self._greatest}(0, {self._least}({FAR}, {short}))"
        return self._add(text, layer, whole=whole), layer + 1

    def _add(self, text: str, layer: int, *, whole: bool) -> str:
        if layer == len(self.layers):
            self.layers.append([])
        name = self._whole if whole else next(self._names)
        self.layers[layer].append(literal_column(text, Integer).label(name))
        return name


def _points(children: Iterable[str]) -> str:
    return " + ".join(
        f"CASE {each} WHEN 0 THEN {MET} WHEN 1 THEN {NEAR} ELSE 0 END" for each in children
    )
