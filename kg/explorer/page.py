"""One self-contained page from a subgraph: data, style and scripts in one file that asks nothing of any server."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from kg.explorer.layout import place_nodes
from kg.explorer.records import PAPER, Node
from ontology.terms import ENTITY_TYPES, PREDICATES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from kg.explorer.records import Edge, Subgraph

__all__ = ["Quote", "page_data", "render_page"]

#: Put together in this order into one script.
_SCRIPTS: Final = (
    "dom", "graph", "theme", "picture", "navigation", "labels", "filters", "search", "card", "table", "main",
)  # fmt: skip
_SHAPES: Final = {
    PAPER: "square",
    "Model": "dot",
    "Dataset": "hexagon",
    "Method": "triangle",
    "Task": "diamond",
    "Language": "star",
    "Metric": "triangleDown",
}
#: How a predicate is drawn: what a paper makes, what it looks at, what it only names, and what holds between entities.
_MAKES: Final = ("introduces", "fineTunes", "pretrains", "quantizes", "prunes", "distills", "merges", "trainsOn")
#: Predicates between entities: read forwards, backwards.
_BETWEEN_ENTITIES: Final = {
    "broader": ("belongs to", "includes"),
    "basedOn": ("based on", "basis of"),
    "finetuneOf": ("fine-tuned from", "fine-tuned into"),
    "mergeOf": ("merged from", "merged into"),
    "quantizedFrom": ("quantized from", "quantized into"),
    "distilledFrom": ("distilled from", "distilled into"),
    "prunedFrom": ("pruned from", "pruned into"),
}


class Quote(Protocol):
    """A passage that proves an answer; `queries.answering.EvidenceRow` and `kg.explorer.records.Evidence` are two."""

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


def render_page(
    subgraph: Subgraph,
    *,
    title: str,
    question: str = "",
    reading: str = "",
    proofs: Mapping[str, Sequence[Quote]] | None = None,
) -> str:
    """The HTML document that shows `subgraph`.

    Parameters
    ----------
    subgraph : Subgraph
        From `kg.explorer.select_subgraph`.
    title : str
        What the page is about, e.g. the name of its focus.
    question, reading : str, optional
        The question that the focus answers, and how it was read.
    proofs : mapping of str to sequence of Quote, optional
        What proves each answer, by the CURIE of the answer.

    Returns
    -------
    str
        One document, about 0.7 MB for 120 nodes. The same arguments give the same characters. Its content security
        policy allows the scripts and the style in it, by hash, and nothing else: no request, no frame, no form.
    """
    from markupsafe import Markup

    from kg.explorer.vis import draw_network, network_script

    assets = resources.files("kg.explorer") / "assets"
    style = (assets / "explorer.css").read_text(encoding="utf-8")
    parts = "\n".join((assets / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS)
    page_script = f'(() => {{\n"use strict";\n{parts}}})();\n'
    library = network_script()
    nodes, edges = _network(subgraph)
    return draw_network(
        nodes,
        edges,
        template=Path(str(assets / "template.html")),
        context={
            "title": title,
            "policy": _policy(scripts=(library, page_script), style=style),
            "style": Markup(style),
            "network_script": Markup(library),
            "page_script": Markup(page_script),
            "data": page_data(subgraph, title=title, question=question, reading=reading, proofs=proofs),
            "embed": _embed,
        },
    )


def page_data(
    subgraph: Subgraph,
    *,
    title: str,
    question: str = "",
    reading: str = "",
    proofs: Mapping[str, Sequence[Quote]] | None = None,
) -> dict[str, Any]:
    """What the page knows beside the picture, as JSON: the facts, their sentences, and the words for predicates.

    Nodes, sentences and sources are numbered by their place, and named by number. Where a fact is proved, the number
    of the sentence is followed by the places of the entity's name in it, start and end in turn, counted in UTF-16 units
    as browsers do. Parameters are those of `render_page`.
    """
    from extractors.latex import decode

    number = {node.id: place for place, node in enumerate(subgraph.nodes)}
    sentences = _Sentences(subgraph)
    return {
        "title": title,
        "question": question,
        "reading": reading,
        "leftOut": list(subgraph.left_out),
        "focus": [number[id_] for id_ in subgraph.focus],
        "proofs": [
            [sentences.proof(quote, decode(quote.quote).text) for quote in (proofs or {}).get(id_, ())]
            for id_ in subgraph.focus
        ],
        "types": [
            {"name": name, "plural": f"{name}s", "shape": _SHAPES[name]}
            for name in (PAPER, *ENTITY_TYPES)
            if any(node.type == name for node in subgraph.nodes)
        ],
        "predicates": _predicates({edge.predicate for edge in subgraph.edges}),
        "nodes": [_node(node) for node in subgraph.nodes],
        "edges": [
            _compact(
                {
                    "from": number[edge.source],
                    "to": number[edge.target],
                    "predicate": edge.predicate,
                    "confidence": edge.confidence,
                    "extractor": edge.extractor,
                    "evidence": [sentences.proof(one, one.readable, one.marks) for one in edge.evidence],
                }
            )
            for edge in subgraph.edges
        ],
        "sentences": sentences.texts,
        "sources": sentences.sources,
    }


class _Sentences:
    """The sentences of a page, each once however many facts rest on it, and the papers that they stand in."""

    def __init__(self, subgraph: Subgraph) -> None:
        self.texts: list[dict[str, Any]] = []
        self.sources: list[dict[str, Any]] = []
        self._shown = {node.id: place for place, node in enumerate(subgraph.nodes)}
        self._papers = {node.id: node for node in (*subgraph.nodes, *subgraph.papers)}
        self._sentence_numbers: dict[tuple[str, int, int], int] = {}
        self._source_numbers: dict[str, int] = {}

    def proof(self, quote: Quote, readable: str, marks: Sequence[tuple[int, int]] = ()) -> list[int]:
        """Number of the sentence, which is shown as `readable`, followed by where it is to be marked."""
        key = (quote.paper, quote.start, quote.end)
        if key not in self._sentence_numbers:
            self._sentence_numbers[key] = len(self.texts)
            source = self._source(quote.paper)
            self.texts.append({"source": source, "text": readable, "start": quote.start, "end": quote.end})
        return [self._sentence_numbers[key], *_utf16_marks(readable, marks)]

    def _source(self, paper: str) -> int:
        if paper not in self._source_numbers:
            self._source_numbers[paper] = len(self.sources)
            node = self._papers.get(paper) or Node(paper, label=paper, type=PAPER)
            source = {"node": self._shown.get(paper), "title": node.label, "date": node.date, "links": list(node.links)}
            self.sources.append(_compact(source))
        return self._source_numbers[paper]


def _node(node: Node) -> dict[str, Any]:
    return _compact(
        {
            "id": node.id,
            "label": node.label,
            "type": node.type,
            "degree": node.degree,
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


def _predicates(used: set[str]) -> list[dict[str, str]]:
    """The predicates of the page, in the ontology's order: name, reading forwards and backwards, manner of drawing."""
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
        {"name": name, "forwards": forwards, "backwards": backwards, "drawn": "entities"}
        for name, (forwards, backwards) in _BETWEEN_ENTITIES.items()
    ]
    return [predicate for predicate in (*papers, *entities) if predicate["name"] in used]


def _third_person(verb: str) -> str:
    """`verb` for one paper.

    >>> _third_person("train on"), _third_person("address"), _third_person("only mention")
    ('trains on', 'addresses', 'only mentions')
    """
    adverb, verb = ("only ", verb.removeprefix("only ")) if verb.startswith("only ") else ("", verb)
    first, *rest = verb.split(" ")
    return adverb + " ".join([first + ("es" if first.endswith("s") else "s"), *rest])


def _network(subgraph: Subgraph) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The picture: nodes with shape, size and place, and one line for each pair of nodes however many facts it has."""
    number = {node.id: place for place, node in enumerate(subgraph.nodes)}
    largest = max((node.degree for node in subgraph.nodes if not node.is_paper), default=0)
    sizes = {node.id: _size(node, largest) for node in subgraph.nodes}
    lines: dict[tuple[int, int], list[int]] = {}
    for place, edge in enumerate(subgraph.edges):
        lines.setdefault(_ends(edge, number), []).append(place)
    places = place_nodes(sizes, [(edge.source, edge.target) for edge in subgraph.edges])
    nodes = [
        {
            "id": number[node.id],
            "x": places[node.id][0],
            "y": places[node.id][1],
            "shape": _SHAPES[node.type],
            "size": sizes[node.id],
        }
        for node in subgraph.nodes
    ]
    edges = [
        {"id": place, "from": source, "to": target, "facts": facts}
        for place, ((source, target), facts) in enumerate(sorted(lines.items()))
    ]
    return nodes, edges


def _ends(edge: Edge, number: dict[str, int]) -> tuple[int, int]:
    source, target = number[edge.source], number[edge.target]
    return (source, target) if source <= target else (target, source)


def _size(node: Node, largest: int) -> float:
    """Radius in pixels: papers small and alike, entities with an area that follows their number of statements."""
    if node.is_paper:
        return 7.0
    return round(9 + 17 * (node.degree / largest) ** 0.5, 1) if largest else 9.0


def _policy(*, scripts: Sequence[str], style: str) -> str:
    allowed = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _hash(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode('utf-8')).digest()).decode('ascii')}'"


def _embed(value: object) -> Markup:
    """`value` as JSON that no text in it can end: ``<`` is escaped, so there is no ``</script>`` and no ``<!--``."""
    from markupsafe import Markup

    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))
