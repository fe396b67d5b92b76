"""The sign of each type: people who do not see its colour know it by its shape."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kg.explorer.records import PAPER

__all__ = ["PATHS", "SHAPES"]

#: Shape of each type, as vis-network calls it.
SHAPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        PAPER: "square",
        "Model": "dot",
        "Dataset": "hexagon",
        "Method": "triangle",
        "Task": "diamond",
        "Language": "star",
        "Metric": "triangleDown",
    }
)
#: Outline of each type's sign, a path of SVG in a square of 16 by 16.
PATHS: Final[Mapping[str, str]] = MappingProxyType(
    {
        PAPER: "M3 3h10v10H3Z",
        "Model": "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2Z",
        "Dataset": "M4.6 2.2h6.8L14.8 8l-3.4 5.8H4.6L1.2 8Z",
        "Method": "M8 2 14.5 13.5h-13Z",
        "Task": "M8 1.2 14.8 8 8 14.8 1.2 8Z",
        "Language": "m8 .8 2.1 4.9 5.3.5-4 3.5 1.2 5.2L8 12.1l-4.6 2.8 1.2-5.2-4-3.5 5.3-.5Z",
        "Metric": "M8 14 1.5 2.5h13Z",
    }
)
