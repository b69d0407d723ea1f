"""Canonical N-Quads taken apart again, and the first step of RDFC-1.0's naming of blank nodes.

A blank node whose first-degree hash is like no other's gets its name from the order of those
hashes alone. That is all that a template needs; nodes that are alike are for `canonical`.

Source: W3C RDF Dataset Canonicalization 1.0, sections 4.4.3 and 4.6.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_LINE = re.compile(r"(\S+) (\S+) (.+) \.")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of the default graph; its terms as N-Quads writes them."""

    subject: str
    predicate: str
    object: str

    def line(self, names: Mapping[str, str]) -> str:
        """Return the line with the blank nodes named anew."""
        subject = names.get(self.subject, self.subject)
        # A literal begins with a quotation mark, so no text can pass for a blank node here.
        object_ = names.get(self.object, self.object)
        return f"{subject} {self.predicate} {object_} .\n"


def statements(canonical: bytes) -> list[Statement]:
    """Take canonical N-Quads without named graphs apart."""
    found = []
    for line in canonical.decode().removesuffix("\n").split("\n"):
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"not a statement of N-Quads: {line[:200]}")
        found.append(Statement(*match.groups()))
    return found


def blank_nodes(of: Iterable[Statement]) -> set[str]:
    """Return the names of all blank nodes."""
    return {term for one in of for term in (one.subject, one.object) if term.startswith("_:")}


def seen_from(node: str, of: Iterable[Statement]) -> str:
    """Return the text whose SHA-256 is the node's first-degree hash."""
    around = [one for one in of if node in (one.subject, one.object)]
    names = dict.fromkeys(blank_nodes(around), "_:z") | {node: "_:a"}
    return "".join(sorted(one.line(names) for one in around))
