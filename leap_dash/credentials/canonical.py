"""From a JSON-LD document to the one text of it that is hashed and signed (RDFC-1.0).

PyLD turns JSON-LD into RDF; `pyoxigraph` labels and sorts. What JSON-LD would pass over in silence
is refused here instead: terms that the contexts do not define and relative ids would be shown to
people yet not be signed.

Source: W3C RDF Dataset Canonicalization 1.0; Verifiable Credential Data Integrity, eddsa-rdfc-2022.
"""

import re
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, NoReturn

import pyoxigraph as ox
from pyld.context_resolver import ContextResolver
from pyld.jsonld import JsonLdError, JsonLdProcessor

from leap_dash.credentials import contexts
from leap_dash.credentials.form import check_form, find
from leap_dash.domain.errors import BadInputError

# Blank nodes that look alike are told apart by trying their orders: factorial work, and a small
# hostile document can ask for years of it. Badges have none or a few (two equal alignments).
MAX_LOOKALIKES = 6

_KEYWORDS_OF_IDS = ("@id", "@type")

# PyLD would resolve a relative id against an address of its own; against this one it shows.
_NO_BASE = "relative-id:/"
_ABSOLUTE = re.compile(r"(?!relative-id:)[A-Za-z][A-Za-z0-9+.-]*:\S+")


class _Caches(threading.local):
    """PyLD's cache of contexts is not made for threads, so each thread has its own.

    It stays small, because only pinned contexts get as far as that.
    """

    def __init__(self) -> None:
        self.contexts: dict[str, Any] = {}


_caches = _Caches()


class _DroppedError(Exception):
    """Carries the name of a term out of PyLD, which wraps every error of its own."""


def canonicalise(document: Mapping[str, Any]) -> bytes:
    """Return the canonical N-Quads of a document, UTF-8, sorted by code point.

    Raises BadInputError naming the path for spellings that `form` refuses, terms outside the
    contexts, ids that are not absolute, and blank nodes too alike to be told apart.
    """
    return canonicalise_dataset(ox.Dataset(_quads(document)))


def canonicalise_dataset(dataset: ox.Dataset) -> bytes:
    """Return the canonical N-Quads of RDF that was read elsewhere; changes the dataset's labels."""
    _refuse_lookalikes(dataset)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset)).encode()


def _quads(document: Mapping[str, Any]) -> Iterator[ox.Quad]:
    check_form(document)
    try:
        rdf = _to_rdf(document)
    except _DroppedError as dropped:
        term = str(dropped)
        raise BadInputError(
            f"{find(document, term)}: the contexts do not define {term!r}, so it is not signed"
        ) from None
    except (
        JsonLdError,
        RecursionError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
    ) as error:
        _caches.contexts.clear()
        raise BadInputError(f"the document is not valid JSON-LD: {_root_cause(error)}") from error
    try:
        for graph, triples in rdf.items():
            named = ox.DefaultGraph() if graph == "@default" else _resource(graph)
            for triple in triples:
                yield ox.Quad(
                    _resource(triple["subject"]["value"]),
                    ox.NamedNode(triple["predicate"]["value"]),
                    _object(triple["object"]),
                    named,
                )
    except (ValueError, TypeError) as error:
        raise BadInputError(
            f"the document has an id or a value that is not valid: {error}"
        ) from error


def _to_rdf(document: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    options = {
        "base": _NO_BASE,
        "documentLoader": contexts.load,
        "contextResolver": ContextResolver(_caches.contexts, contexts.load),
    }
    expanded = JsonLdProcessor(on_property_dropped=_refuse_dropped).expand(document, options)
    for value in _ids(expanded):
        if not isinstance(value, str) or not _ABSOLUTE.fullmatch(value):
            written = str(value).removeprefix(_NO_BASE)
            raise BadInputError(
                f"{find(document, written)}: {written!r} is neither a term of the contexts nor an "
                "absolute address, so it is not signed"
            )
    rdf: dict[str, list[dict[str, Any]]] = JsonLdProcessor().to_rdf(expanded, options)
    return rdf


def _refuse_dropped(name: str | None) -> NoReturn:
    raise _DroppedError(name)


def _ids(expanded: object) -> Iterator[object]:
    if isinstance(expanded, list):
        for item in expanded:
            yield from _ids(item)
    elif isinstance(expanded, dict):
        for key, value in expanded.items():
            if key not in _KEYWORDS_OF_IDS:
                yield from _ids(value)
            elif isinstance(value, list):
                yield from value
            elif value != "@json":
                yield value


def _resource(value: str) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(value[2:]) if value.startswith("_:") else ox.NamedNode(value)


def _object(term: Mapping[str, str]) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if term["type"] != "literal":
        return _resource(term["value"])
    if "language" in term:
        return ox.Literal(term["value"], language=term["language"])
    return ox.Literal(term["value"], datatype=ox.NamedNode(term["datatype"]))


def _refuse_lookalikes(dataset: ox.Dataset) -> None:
    """Count the blank nodes whose first-degree hash is not theirs alone (RDFC-1.0, 4.6)."""
    mentions: dict[ox.BlankNode, list[str]] = defaultdict(list)
    for quad in dataset:
        nodes = [term for term in quad if isinstance(term, ox.BlankNode)]
        for node in set(nodes):
            mentions[node].append(_seen_from(node, quad))
    hashes = Counter(sha256("".join(sorted(seen)).encode()).digest() for seen in mentions.values())
    alike = sum(count for count in hashes.values() if count > 1)
    if alike > MAX_LOOKALIKES:
        raise BadInputError(f"the document has {alike} unnamed objects too alike to be told apart")


def _seen_from(node: ox.BlankNode, quad: ox.Quad) -> str:
    return " ".join(
        str(term) if not isinstance(term, ox.BlankNode) else "_:a" if term == node else "_:z"
        for term in quad
    )


def _root_cause(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error).partition("\n")[0][:300]
