"""One self-contained page from a subgraph: data, style and scripts in one file that asks nothing of any server."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.explorer.data import Quote, node_size, page_data
from kg.explorer.layout import place_nodes
from kg.explorer.shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from kg.explorer.records import Edge, Subgraph

__all__ = ["Quote", "render_page"]

#: Put together in this order into one script.
_SCRIPTS: Final = (
    "dom", "graph", "theme", "picture", "navigation", "labels", "map", "map_keys", "server", "filters", "search",
    "path", "card", "statistics", "table", "files", "permalink", "main",
)  # fmt: skip


def render_page(
    subgraph: Subgraph,
    *,
    title: str,
    question: str = "",
    reading: str = "",
    proofs: Mapping[str, Sequence[Quote]] | None = None,
    whole: Subgraph | None = None,
    opens_map: bool = False,
    server: str = "",
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
    whole : Subgraph, optional
        From `kg.explorer.select_whole`: what the map shows, and where the picture can be led on to. Without it both
        end where `subgraph` ends.
    opens_map : bool
        Begin with the map and not with the picture.
    server : str, optional
        Path on the server that the page comes from, below which it finds the rest of the graph. Without it the page
        asks nothing of anybody.

    Returns
    -------
    str
        One document, about 0.8 MB for 120 nodes. The same arguments give the same characters. Its content security
        policy allows the scripts and the style in it, by hash, and nothing else: no request (but to its `server`, if it
        has one), no frame, no form.
    """
    from markupsafe import Markup

    from kg.explorer.vis import draw_network, network_script

    assets = resources.files("kg.explorer") / "assets"
    style = (assets / "explorer.css").read_text(encoding="utf-8")
    parts = "\n".join((assets / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS)
    page_script = f'(() => {{\n"use strict";\n{parts}}})();\n'
    library = network_script()
    data = page_data(
        subgraph,
        title=title,
        question=question,
        reading=reading,
        proofs=proofs,
        whole=whole,
        loads_more=bool(server),
    )
    data |= {"view": "map" if opens_map else "picture", "server": server}
    largest = max((node.degree for node in (whole or subgraph).nodes if not node.is_paper), default=0)
    nodes, edges = _network(subgraph, largest)
    return draw_network(
        nodes,
        edges,
        template=Path(str(assets / "template.html")),
        context={
            "title": title,
            "policy": _policy(scripts=(library, page_script), style=style, is_served=bool(server)),
            "style": Markup(style),
            "network_script": Markup(library),
            "page_script": Markup(page_script),
            "data": data,
            "embed": _embed,
        },
    )


def _network(subgraph: Subgraph, largest: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The picture: nodes with shape, size and place, and one line for each pair of nodes however many facts it has."""
    number = {node.id: place for place, node in enumerate(subgraph.nodes)}
    sizes = {node.id: node_size(node, largest) for node in subgraph.nodes}
    lines: dict[tuple[int, int], list[int]] = {}
    for place, edge in enumerate(subgraph.edges):
        lines.setdefault(_ends(edge, number), []).append(place)
    places = place_nodes(sizes, [(edge.source, edge.target) for edge in subgraph.edges])
    nodes = [
        {
            "id": number[node.id],
            "x": places[node.id][0],
            "y": places[node.id][1],
            "shape": SHAPES[node.type],
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


def _policy(*, scripts: Sequence[str], style: str, is_served: bool) -> str:
    connect = "connect-src 'self'; " if is_served else ""
    allowed = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; img-src data:; {connect}"
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _hash(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode('utf-8')).digest()).decode('ascii')}'"


def _embed(value: object) -> Markup:
    """`value` as JSON that no text in it can end: ``<`` is escaped, so there is no ``</script>`` and no ``<!--``."""
    from markupsafe import Markup

    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))
