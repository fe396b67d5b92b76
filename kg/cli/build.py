"""`kg build`: papers in, a graph out."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.change import change_store
from kg.cli.frame import Command, Outcome
from kg.cli.options import json_option, source_argument, store_option, vocabulary_option

__all__ = ["build"]


@click.command(
    cls=Command,
    examples=(
        "kg build papers.jsonl",
        "kg build birdsong.txt papers.jsonl --store my.kg",
        "kg build - < papers.jsonl",
        "kg build papers.jsonl --vocabulary mine.ttl --json",
    ),
)
@source_argument
@vocabulary_option
@json_option
@store_option
def build(sources: tuple[str, ...], vocabulary: tuple[Path, ...], as_json: bool, store: str) -> Outcome:
    """Read papers, extract what they say, and store it as a new graph.

    A SOURCE is a file, a folder of files, or - for standard input: JSON lines with a title and an abstract each, a
    saved page of a paper listing, or the text of one paper, plain or gzipped. Which of them it is shows in its content
    (docs/formats.md). A paper that stands in several sources is one paper.

    What cannot be read is skipped, with its place and the reason on standard error, and the rest is built. The graph
    takes the place of an earlier one in one step at the end: until then, and if anything fails, the earlier one stays.
    """
    return change_store("build", sources, vocabulary, store, as_json=as_json)
