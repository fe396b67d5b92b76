"""What workers do: each task takes a view of the store and plain values, and gives a finished reply."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import pyoxigraph as ox

from kg.server.addresses import iri_of, path_of
from kg.server.errors import RequestError
from kg.server.evaluation import evaluate, reading, run_operation
from kg.server.frames import Reply
from kg.server.limits import Limits
from kg.server.negotiation import negotiate
from kg.server.protocol import Operation
from kg.server.result_table import table_rows
from kg.server.results import GRAPH_FORMATS, write_graph
from kg.server.session import View
from ontology import terms
from ontology.errors import QueryError, UnknownNameError
from ontology.terms import contract, expand

__all__ = ["EXPLORER_NODES", "HTML", "PARTS", "TASKS"]

HTML: Final = "text/html"
_JSON: Final = "application/json"
#: Nodes of a picture: unless told otherwise, and at most.
EXPLORER_NODES: Final = (120, 300)
#: How many rows the query editor shows, and how many answers a page lists.
_TABLE_ROWS: Final = 1000
_ANSWERS: Final = 200
#: What the editor offers a whole result as: media type, name.
_TABLE_DOWNLOADS: Final[tuple[tuple[str, str], ...]] = (
    ("application/sparql-results+json", "JSON"), ("text/csv", "CSV"), ("text/tab-separated-values", "TSV"),
)  # fmt: skip
_GRAPH_DOWNLOADS: Final[tuple[tuple[str, str], ...]] = (
    ("text/turtle", "Turtle"),
    ("application/n-triples", "N-Triples"),
)
#: Path below which the page of the explorer finds the rest of the graph.
PARTS: Final = "/explore"
#: How many facts of a kind a page lists.
_FACTS: Final = 100


def _html(template: str, **context: Any) -> Reply:
    from kg.server.html import render

    return Reply(media_type=HTML, body=render(template, **context))


# SPARQL


def query(
    view: View,
    limits: Limits,
    *,
    text: str,
    accept: str,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    format: str = "",
) -> Reply:
    """The result of a query, as the SPARQL protocol has it."""
    operation = Operation(text, tuple(default_graphs), tuple(named_graphs), format)
    media_type, body = run_operation(view.store, operation, accept, limits)
    return Reply(media_type=media_type, body=body)


def editor(view: View, limits: Limits, *, text: str, name: str, values: Mapping[str, str]) -> Reply:
    """The query editor, with the first rows of the result of `text` or of the ready-made query `name`."""
    from kg.server.words import editor_words
    from queries.named import named_queries

    context: dict[str, Any] = {
        "named": list(named_queries().values()),
        "text": text,
        "chosen": None,
        "values": values,
        "words": editor_words(),
    }
    try:
        if name and not text:
            chosen = named_queries().get(name)
            if chosen is None:
                raise RequestError(404, f"there is no ready-made query {name!r}")
            context["chosen"] = chosen
            given = {key: value for key, value in values.items() if value}
            missing = [one for one in chosen.parameters if one.default is None and one.name not in given]
            context["text"] = text = "" if missing else chosen.bind(given, view.index)
        if text:
            context |= _first_rows(view, text)
    except (QueryError, RequestError, UnknownNameError) as error:
        status = getattr(error, "status", 404 if isinstance(error, UnknownNameError) else 400)
        reply = _html("editor.html", **context, error=error)
        return Reply(status, reply.media_type, reply.body)
    return _html("editor.html", **context)


def _first_rows(view: View, text: str) -> dict[str, Any]:
    """The result of `text` as the template of the editor shows it."""
    result = evaluate(view.store, Operation(text))
    if isinstance(result, ox.QueryBoolean):
        return {"boolean": bool(result)}
    if isinstance(result, ox.QueryTriples):
        columns, formats = ["subject", "predicate", "object"], _GRAPH_DOWNLOADS
        found: Iterator[Sequence[Any]] = ((one.subject, one.predicate, one.object) for one in reading(result))
    else:
        columns, formats = [variable.value for variable in result.variables], _TABLE_DOWNLOADS
        found = reading(result)
    terms_ = list(itertools.islice(found, _TABLE_ROWS))
    is_cut = len(terms_) == _TABLE_ROWS and next(found, None) is not None
    return {"columns": columns, "rows": table_rows(view, terms_), "is_cut": is_cut, "formats": formats}


# Questions and names


def ask(view: View, limits: Limits, *, question: str, accept: str) -> Reply:
    """The answer to a question, as a page or as `kg ask --json` gives it."""
    from queries.answering import answer

    media_type = negotiate(accept, (HTML, _JSON))
    found = answer(question, view.store, view.index, limit=_ANSWERS)
    if media_type == _JSON:
        return _json(found.as_json())
    papers = {evidence.paper for row in found.answers for evidence in row.evidence}
    return _html("answer.html", answer=found, titles={paper: view.index.titles[expand(paper)] for paper in papers})


def search(view: View, limits: Limits, *, name: str) -> Reply:
    """A redirection to what is called `name`, or a list where that is several things."""
    from kg.cards import find

    found = find(view.store, name, index=view.index)
    paths = [path_of(thing.id) for thing in found]
    if len(found) == 1 and paths[0]:
        return Reply(303, "text/plain", headers={"Location": paths[0]})
    return _html("search.html", name=name, found=found[:_ANSWERS], number=len(found))


# Pages


def home(view: View, limits: Limits) -> Reply:
    """The first page: what the graph holds."""
    from kg.statistics import collect

    return _html("home.html", statistics=collect(view.store))


def thing(view: View, limits: Limits, *, path: str, accept: str) -> Reply:
    """What the graph says of the entity, paper or graph whose page is at `path`, as a page or as RDF."""
    iri = iri_of(path)
    node = ox.NamedNode(iri)
    is_graph = view.store.graph.contains_named_graph(node)
    if not is_graph and not any(view.store.graph.quads_for_pattern(node, None, None, None)):
        raise RequestError(404, f"the graph holds no {contract(iri)}", hint="Search for its name, or ask a question.")
    has_page = bool(view.store.ask(f"ASK {{ {node} a ?type FILTER (?type IN (<{terms.PAPER}>, <{terms.ENTITY}>)) }}"))
    media_type = negotiate(accept, ((HTML,) if has_page else ()) + tuple(GRAPH_FORMATS))
    if media_type == HTML:
        from kg.cards import make_card

        return _html("thing.html", card=make_card(view.store, iri), iri=iri, most_facts=_FACTS)
    return Reply(media_type=media_type, body=write_graph(_about(view, node, is_graph), media_type, limits))


def _about(view: View, node: ox.NamedNode, is_graph: bool) -> Iterator[Any]:
    """The triples of a graph, or those with `node` as a subject and what papers and other entities say of it."""
    graph = view.store.graph
    if is_graph:
        yield from (quad.triple for quad in graph.quads_for_pattern(None, None, None, node))
        return
    yield from (quad.triple for quad in graph.quads_for_pattern(node, None, None, None))
    for quad in graph.quads_for_pattern(None, None, node, None):
        if quad.predicate.value != terms.RDF_OBJECT:  # the direct triple of the statement says the same
            yield quad.triple


def explore(
    view: View,
    limits: Limits,
    *,
    focus: Sequence[str] = (),
    question: str = "",
    depth: int = 1,
    max_nodes: int = EXPLORER_NODES[0],
) -> Reply:
    """The explorer's page around `focus`, around the answers of `question`, or of the most central entities."""
    from kg.explorer import render_page, select_subgraph

    title, reading_, ids, proofs = "Research papers", "", list(focus), {}
    if question:
        from queries.answering import answer

        found = answer(question, view.store, view.index, limit=max_nodes)
        ids = [row.id for row in found.answers if row.id]
        if found.error or not ids:
            message = (
                found.error.message if found.error else f"the answer is nothing that could be shown: {found.reading}"
            )
            raise RequestError(404, message)
        title, reading_ = question, found.reading
        proofs = {row.id: row.evidence for row in found.answers}
    subgraph = select_subgraph(view.store, focus=ids, depth=depth, max_nodes=max_nodes)
    if focus:
        title = ", ".join(node.label for node in subgraph.nodes if node.id in subgraph.focus)
    page = render_page(subgraph, title=title, question=question, reading=reading_, proofs=proofs, server=PARTS)
    return Reply(media_type=HTML, body=page.encode("utf-8", errors="replace"))


# What the explorer's page asks for later


def find(view: View, limits: Limits, *, name: str) -> Reply:
    """What is called somewhat like `name`, the best first."""
    return _json([one.as_json() for one in view.names.find(name)])


def node_part(view: View, limits: Limits, *, id: str) -> Reply:
    """A node, with the first of its facts."""
    from kg.explorer import parts

    return _json(parts.node_part(view.store, id))


def facts_part(view: View, limits: Limits, *, id: str, predicate: str, is_subject: bool, start: int) -> Reply:
    """More of its facts."""
    from kg.explorer import parts

    return _json(parts.facts_part(view.store, id, predicate, is_subject=is_subject, start=start))


def ties_part(view: View, limits: Limits, *, ids: Sequence[str], others: Sequence[str]) -> Reply:
    """Nodes, and what ties them to each other and to others."""
    from kg.explorer import parts

    return _json(parts.ties_part(view.store, ids, others))


def whole_part(view: View, limits: Limits) -> Reply:
    """The whole graph."""
    from kg.explorer import parts

    reply = _json(parts.whole_part(view.store))
    if len(reply.body) > limits.result_bytes:
        raise RequestError(
            422,
            f"the whole graph is {len(reply.body) >> 20:,} MB; a reply has {limits.result_bytes >> 20:,} MB at most",
            hint="kg explore --map writes its map to a file.",
        )
    return reply


def _json(value: object) -> Reply:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", errors="replace")
    return Reply(media_type=_JSON, body=body)


#: Name of a task -> what does it.
TASKS: Final = MappingProxyType[str, Callable[..., Reply]](
    {
        "ask": ask,
        "editor": editor,
        "explore": explore,
        "facts_part": facts_part,
        "find": find,
        "home": home,
        "node_part": node_part,
        "query": query,
        "search": search,
        "thing": thing,
        "ties_part": ties_part,
        "whole_part": whole_part,
    }
)
