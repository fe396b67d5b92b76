"""The trained weights of the package, read once; `kg train` writes them anew."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from extractors.chain import ChainModel
from extractors.linear import LinearModel
from extractors.name_rates import NameRates

__all__ = ["CHAIN", "NAME_RATES", "PAPER_TYPE", "PROPOSALS", "RELATIONS", "chain", "linear_model", "name_rates"]

CHAIN: Final = "chain.npz"
NAME_RATES: Final = "name_rates.npz"
PROPOSALS: Final = "proposals.npz"
RELATIONS: Final = "relations.npz"
PAPER_TYPE: Final = "paper_type.npz"
_FOLDER: Final = Path(__file__).parent


@cache
def chain() -> ChainModel:
    """The model of stretches that may be names."""
    return ChainModel.load(_FOLDER / CHAIN)


@cache
def name_rates() -> NameRates:
    """How often spellings are names in annotated papers."""
    return NameRates.load(_FOLDER / NAME_RATES)


@cache
def linear_model(name: str) -> LinearModel:
    """One of the linear models: `PROPOSALS`, `RELATIONS` or `PAPER_TYPE`."""
    return LinearModel.load(_FOLDER / name)
