"""The trained weights of the package, read once; `kg train` writes them anew."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

from extractors.linear import LinearModel

__all__ = ["PAPER_TYPE", "RELATIONS", "TAGGER", "linear_model", "tagger"]

TAGGER: Final = "tagger.crfsuite"
RELATIONS: Final = "relations.npz"
PAPER_TYPE: Final = "paper_type.npz"
_FOLDER: Final = Path(__file__).parent


@cache
def tagger() -> Any:
    """The tagger of entity names, as python-crfsuite has it."""
    import pycrfsuite

    opened = pycrfsuite.Tagger()
    # By path: `open_inmemory` reads from the bytes later on without keeping them alive.
    opened.open(str(_FOLDER / TAGGER))
    return opened


@cache
def linear_model(name: str) -> LinearModel:
    """One of the linear models: `RELATIONS` or `PAPER_TYPE`."""
    return LinearModel.load(_FOLDER / name)
