"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = ["json_option", "source_argument", "store_option", "vocabulary_option"]

_Function = TypeVar("_Function", bound=Callable[..., Any])


def source_argument(function: _Function) -> _Function:
    """``SOURCE...``, handed on as `sources`: strings, because ``-`` is standard input."""
    return click.argument(
        "sources", nargs=-1, required=True, metavar="SOURCE...", type=click.Path(exists=True, allow_dash=True)
    )(function)


def store_option(function: _Function) -> _Function:
    """``--store``, handed on as `store`."""
    return click.option(
        "--store",
        metavar="DIR",
        default="papers.kg",
        envvar="PAPERKG_STORE",
        show_default=True,
        show_envvar=True,
        help="The folder of the graph.",
    )(function)


def json_option(function: _Function) -> _Function:
    """``--json``, handed on as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, as docs/formats.md has it.")(function)


def vocabulary_option(function: _Function) -> _Function:
    """``--vocabulary``, handed on as `vocabulary`, a tuple of paths."""
    return click.option(
        "--vocabulary",
        metavar="FILE",
        multiple=True,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="A SKOS vocabulary in Turtle, on top of the built-in ones. May be repeated.",
    )(function)
