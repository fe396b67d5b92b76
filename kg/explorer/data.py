"""What the page of the explorer knows, as JSON: facts with their sentences in columns, and the words for predicates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from kg.explorer.map_layout import draw_map
from kg.explorer.reading import MADE_BY
from kg.explorer.records import PAPER, Node
from kg.explorer.shapes import PATHS, SHAPES
from kg.wording import BETWEEN_ENTITIES
from ontology.terms import ENTITY_TYPES, PREDICATES, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.explorer.records import Edge, Subgraph

__all__ = ["Quote", "columns", "left_out", "node_size", "page_data"]

#: How a predicate is drawn: what a paper makes, what it looks at, what it only names, and what holds between entities.
_MAKES: Final = ("introduces", "fineTunes", "pretrains", "quantizes", "prunes", "distills", "merges", "trainsOn")


class Quote(Protocol):
    """A passage that proves an answer; what `queries` and `kg.explorer.records` call evidence are two."""

    @property
    def paper(self) -> str:
        """CURIE of the paper."""
        ...

    @property
    def quote(self) -> str:
        """The passage, verbatim."""
        ...

    @property
    def start(self) -> int:
        """Where it begins, in characters of title + line feed + abstract."""
        ...

    @property
    def end(self) -> int:
        """Where it ends, exclusive."""
        ...


def page_data(
    subgraph: Subgraph,
    *,
    title: str,
    question: str = "",
    reading: str = "",
    proofs: Mapping[str, Sequence[Quote]] | None = None,
    whole: Subgraph | None = None,
    loads_more: bool = False,
) -> dict[str, Any]:
    """What the page knows beside the picture, as JSON.

    Parameters are those of `kg.explorer.render_page`; `loads_more` is for a page that asks its server for the rest, and
    that has to know all kinds and relations. The nodes of the picture come first, `shown` says how many they are.
    """
    from extractors.latex import decode

    nodes, edges = _joined(subgraph, whole)
    number = {node.id: place for place, node in enumerate(nodes)}
    quoted = [*subgraph.papers, *(whole.papers if whole else ())]
    sentences = _Sentences(number, [*quoted, *nodes])
    # These come first, so that what the page opens with is what is numbered first.
    asked = {
        "shown": len(subgraph.nodes),
        "focus": [number[id_] for id_ in subgraph.focus],
        "proofs": [
            [sentences.proof(quote, decode(quote.quote).text) for quote in (proofs or {}).get(id_, ())]
            for id_ in subgraph.focus
        ],
    }
    return {
        "title": title,
        "question": question,
        "reading": reading,
        "leftOut": list(left_out(subgraph, whole, loads_more=loads_more)),
        "prefixes": PREFIXES,
        **asked,
        **_columns(nodes, edges, sentences, has_map=not loads_more, has_all_words=loads_more),
    }


def columns(
    nodes: Sequence[Node], edges: Sequence[Edge], *, papers: Sequence[Node] = (), has_map: bool = False
) -> dict[str, Any]:
    """Nodes and facts as JSON, in columns, which take a third of the room of objects.

    Nodes, types, predicates, sentences and sources are named by number; `more` has what only some nodes have, by
    number. Where a fact is proved, the number of the sentence is followed by the places of the entity's name in it,
    start and end in turn, counted in UTF-16 units as browsers do.

    Parameters
    ----------
    papers : sequence of Node
        Papers that are quoted, whether or not they are among `nodes`.
    has_map : bool
        With the places of the nodes on the map.
    """
    number = {node.id: place for place, node in enumerate(nodes)}
    return _columns(nodes, edges, _Sentences(number, [*papers, *nodes]), has_map=has_map)


def _columns(
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    sentences: _Sentences,
    *,
    has_map: bool = False,
    has_all_words: bool = False,
) -> dict[str, Any]:
    number = {node.id: place for place, node in enumerate(nodes)}
    types = [name for name in (PAPER, *ENTITY_TYPES) if has_all_words or any(node.type == name for node in nodes)]
    predicates = _predicates(None if has_all_words else {edge.predicate for edge in edges})
    predicate_number = {row["name"]: place for place, row in enumerate(predicates)}
    extractors = sorted({edge.extractor for edge in edges})
    return {
        "types": [{"name": name, "plural": f"{name}s", "shape": SHAPES[name], "path": PATHS[name]} for name in types],
        "predicates": predicates,
        "extractors": extractors,
        "nodes": {
            "id": [node.id for node in nodes],
            "label": [node.label for node in nodes],
            "type": [types.index(node.type) for node in nodes],
            "degree": [node.degree for node in nodes],
            "size": _sizes(nodes),
            "more": {str(place): more for place, node in enumerate(nodes) if (more := _more(node))},
        },
        "edges": {
            "from": [number[edge.source] for edge in edges],
            "to": [number[edge.target] for edge in edges],
            "predicate": [predicate_number[edge.predicate] for edge in edges],
            "confidence": [edge.confidence for edge in edges],
            "extractor": [extractors.index(edge.extractor) for edge in edges],
            "evidence": [[sentences.proof(one, one.readable, one.marks) for one in edge.evidence] for edge in edges],
        },
        "map": _map(nodes, edges) if has_map else None,
        "sentences": sentences.columns,
        "sources": sentences.sources,
    }


def _joined(subgraph: Subgraph, whole: Subgraph | None) -> tuple[list[Node], list[Edge]]:
    """Nodes and edges of the picture, then those that only the whole graph has."""
    if whole is None:
        return list(subgraph.nodes), list(subgraph.edges)
    drawn = {node.id for node in subgraph.nodes}
    known = {(edge.source, edge.predicate, edge.target) for edge in subgraph.edges}
    nodes = [*subgraph.nodes, *(node for node in whole.nodes if node.id not in drawn)]
    rest = (edge for edge in whole.edges if (edge.source, edge.predicate, edge.target) not in known)
    return nodes, [*subgraph.edges, *rest]


def left_out(subgraph: Subgraph, whole: Subgraph | None, *, loads_more: bool = False) -> tuple[str, ...]:
    """What the page does not show, a sentence each; with the whole graph in it, what the picture does not."""
    if loads_more:
        return (*subgraph.left_out, "The rest is loaded when you ask for it.") if subgraph.left_out else ()
    if whole is None:
        return subgraph.left_out
    if len(whole.nodes) == len(subgraph.nodes):
        return ()
    beyond = [f"The picture begins with {len(subgraph.nodes):,} of {len(whole.nodes):,} nodes; the map has all."]
    if not any(edge.evidence for edge in whole.edges):
        beyond.append("To keep the page small, it holds the sentences of the picture's facts alone.")
    return tuple(beyond)


def node_size(node: Node, largest: int) -> float:
    """Radius in the picture, in pixels: papers small and alike, of entities the area follows their statements."""
    if node.is_paper:
        return 7.0
    return round(9 + 17 * (node.degree / largest) ** 0.5, 1) if largest else 9.0


def _sizes(nodes: Sequence[Node]) -> list[float]:
    largest = max((node.degree for node in nodes if not node.is_paper), default=0)
    return [node_size(node, largest) for node in nodes]


def _map(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, Any]:
    graph_map = draw_map(nodes, edges)
    return {
        "x": graph_map.x,
        "y": graph_map.y,
        "radius": graph_map.radius,
        "disc": graph_map.disc,
        "discs": [
            {"x": disc.x, "y": disc.y, "radius": disc.radius, "size": disc.size, "names": disc.named_by}
            for disc in graph_map.discs
        ],
    }


class _Sentences:
    """The sentences of a page, each once however many facts rest on it, and the papers that they stand in."""

    def __init__(self, number: Mapping[str, int], papers: Sequence[Node]) -> None:
        self.columns: dict[str, list[Any]] = {"source": [], "text": [], "start": [], "end": []}
        self.sources: list[dict[str, Any]] = []
        self._number = number
        self._papers = {node.id: node for node in papers}
        self._sentence_numbers: dict[tuple[str, int, int], int] = {}
        self._source_numbers: dict[str, int] = {}

    def proof(self, quote: Quote, readable: str, marks: Sequence[tuple[int, int]] = ()) -> list[int]:
        """Number of the sentence, which is shown as `readable`, followed by where it is to be marked."""
        key = (quote.paper, quote.start, quote.end)
        if key not in self._sentence_numbers:
            self._sentence_numbers[key] = len(self.columns["text"])
            row = {"source": self._source(quote.paper), "text": readable, "start": quote.start, "end": quote.end}
            for name, value in row.items():
                self.columns[name].append(value)
        return [self._sentence_numbers[key], *_utf16_marks(readable, marks)]

    def _source(self, paper: str) -> int:
        if paper not in self._source_numbers:
            self._source_numbers[paper] = len(self.sources)
            node = self._papers.get(paper) or Node(paper, label=paper, type=PAPER)
            source: dict[str, Any] = {"node": self._number.get(paper)}
            if source["node"] is None:  # else it stands with the node
                source = {"id": paper, "title": node.label, "date": node.date, "links": list(node.links)}
            self.sources.append(_compact(source))
        return self._source_numbers[paper]


def _more(node: Node) -> dict[str, Any]:
    return _compact(
        {
            "kind": node.kind,
            "definition": node.definition,
            "aliases": list(node.aliases),
            "coined": node.is_coined,
            "authors": node.authors,
            "date": node.date,
            "venue": node.venue,
            "links": list(node.links),
        }
    )


def _compact(record: dict[str, Any]) -> dict[str, Any]:
    """`record` without what is empty; zero stays."""
    return {name: value for name, value in record.items() if value or (value == 0 and value is not False)}


def _utf16_marks(text: str, marks: Sequence[tuple[int, int]]) -> list[int]:
    return [len(text[:place].encode("utf-16-le")) // 2 for mark in marks for place in mark]


def _predicates(used: set[str] | None) -> list[dict[str, str]]:
    """The predicates of the page in the ontology's order: name, reading forwards and backwards, manner of drawing.

    All for None. `madeBy` is what a paper says of the base model, where a relation of two models follows from that.
    """
    papers = [
        {
            "name": name,
            "forwards": _third_person(predicate.verb),
            "backwards": "reported by" if name == "measuresWith" else f"{predicate.passive} by",
            "drawn": "makes" if name in _MAKES else "mentions" if name == "mentions" else "studies",
        }
        for name, predicate in PREDICATES.items()
    ]
    entities = [
        _compact(
            {
                "name": name,
                "forwards": forwards,
                "backwards": backwards,
                "drawn": "entities",
                "madeBy": MADE_BY.get(name, ""),
            }
        )
        for name, (forwards, backwards) in BETWEEN_ENTITIES.items()
    ]
    return [predicate for predicate in (*papers, *entities) if used is None or predicate["name"] in used]


def _third_person(verb: str) -> str:
    """`verb` for one paper.

    >>> _third_person("train on"), _third_person("address"), _third_person("only mention")
    ('trains on', 'addresses', 'only mentions')
    """
    adverb, verb = ("only ", verb.removeprefix("only ")) if verb.startswith("only ") else ("", verb)
    first, *rest = verb.split(" ")
    return adverb + " ".join([first + ("es" if first.endswith("s") else "s"), *rest])
