"""Pyvis and the vis-network that it packages: the only module that knows either.

What pyvis 0.3.2 does by default is not for us: it asks a CDN for Bootstrap, pastes titles into scripts and writes a
folder into the current directory. Here its network is filled directly, drawn through our own template, and its
vis-network is put into the page.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["draw_network", "network_script"]

#: Positions come from `kg.explorer.layout`; the page draws labels, focus and keys itself.
_OPTIONS: dict[str, Any] = {
    # The page does this itself: else going to another view and back would move the picture.
    "autoResize": False,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 2.5},
    "edges": {"smooth": False, "selectionWidth": 0, "hoverWidth": 0},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "hideEdgesOnDrag": False,
        "keyboard": {"enabled": False},
        "navigationButtons": False,
        "tooltipDelay": 0,
        "zoomSpeed": 0.6,
    },
}


def draw_network(
    nodes: Sequence[Mapping[str, Any]],
    edges: Sequence[Mapping[str, Any]],
    *,
    template: Path,
    context: Mapping[str, Any],
) -> str:
    """The page that `template` makes of a network.

    Parameters
    ----------
    nodes, edges : sequences of mappings
        As vis-network reads them: ``id``, ``x``, ``y``, ``shape``, ``size``; ``id``, ``from``, ``to``.
    template : Path
        A Jinja2 template. It is rendered with autoescape on; an undefined variable is an error.
    context : mapping
        What it sees beside pyvis's own variables ``nodes``, ``edges`` and ``options`` (JSON).
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    network.set_template_dir(str(template.parent), template.name)
    # Pyvis makes an environment that escapes nothing.
    network.templateEnv = Environment(
        loader=FileSystemLoader(template.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    network.templateEnv.globals.update(context)
    # `add_edge` looks through all edges for each new one; the lists themselves are what it fills.
    network.nodes.extend(dict(node) for node in nodes)
    network.edges.extend(dict(edge) for edge in edges)
    network.options = _OPTIONS
    return str(network.generate_html(notebook=False))


def network_script() -> str:
    """Source of the packaged vis-network, with its licence, without the address of its source map."""
    import pyvis

    source = max((Path(pyvis.__file__).parent / "lib").glob("vis-*/vis-network.min.js"))
    return re.sub(r"//# sourceMappingURL=\S+\s*$", "", source.read_text(encoding="utf-8"))
