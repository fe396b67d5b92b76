"""The command line. `main` is the command `kg`; each command lives in the module of its name.

A command parses, calls the library and prints. It imports what it needs inside its body, so that `kg --help` and shell
completion answer at once. To add one: write its module with `cls=Command`, and name it in `COMMANDS`.
"""

from __future__ import annotations

from typing import Final

import click

import ontology
from kg.cli.frame import CommandGroup

__all__ = ["COMMANDS", "main"]

#: Section of the help page -> command -> where it is.
COMMANDS: Final[dict[str, dict[str, str]]] = {
    "Make a graph": {
        "build": "kg.cli.build:build",
        "add": "kg.cli.change:add",
        "remove": "kg.cli.change:remove",
        "extract": "kg.cli.extract:extract",
    },
    "Ask it": {
        "ask": "kg.cli.ask:ask",
        "query": "kg.cli.query:query",
        "show": "kg.cli.show:show",
        "stats": "kg.cli.stats:stats",
    },
    "Look at it, hand it on": {
        "explore": "kg.cli.explore:explore",
        "serve": "kg.cli.serve:serve",
        "export": "kg.cli.export:export",
        "validate": "kg.cli.validate:validate",
    },
    "Measure and train": {
        "evaluate": "kg.cli.evaluate:evaluate",
        "train": "kg.cli.train:train",
    },
    "Shell": {
        "completion": "kg.cli.completion:completion",
    },
}


@click.group(
    name="kg",
    cls=CommandGroup,
    sections=COMMANDS,
    examples=(
        "kg build papers.jsonl",
        'kg ask "which papers quantize Llama-2"',
        'kg show "Llama 2"',
        "kg explore -o papers.html",
    ),
)
@click.version_option(ontology.__version__, prog_name="paperkg", message="%(prog)s %(version)s")
def main() -> None:
    """Build a knowledge graph from research papers, and ask it questions.

    Every answer comes with the sentences that it was read from. Nothing needs a network or a language model, and the
    same papers always give the same graph.

    A graph lives in a folder, ./papers.kg unless --store or the environment variable PAPERKG_STORE names another.
    """
