"""`kg show`: the card of one entity or paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from kg.cli.cards import print_card
from kg.cli.frame import ANSWERING, Command, Outcome
from kg.cli.names import complete_id, list_candidates, qualified
from kg.cli.options import json_option, store_option
from kg.cli.output import print_json
from ontology.errors import UnknownNameError

if TYPE_CHECKING:
    from kg.cards import Thing

__all__ = ["show"]


@click.command(
    cls=Command,
    examples=(
        'kg show "Llama 2"',
        "kg show kgr:method/gptq --evidence",
        "kg show language:Swahili",
        "kg show GPTQ --json",
    ),
    exits=ANSWERING,
)
@click.argument("name", nargs=-1, required=True, shell_complete=complete_id)
@click.option("--evidence", is_flag=True, help="Show every sentence behind a fact, not only the first.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    metavar="N",
    help="Show at most N facts of a kind; 0 for all. JSON always has all.",
)
@json_option
@store_option
def show(name: tuple[str, ...], evidence: bool, limit: int, as_json: bool, store: str) -> Outcome:
    """Show everything that the graph says of an entity or a paper.

    NAME is a name in any spelling, an alias, a title or a part of one, an identifier such as an arXiv id, or the id
    that other commands print. Put a type before a name that has several meanings: model:Yi, language:Yi, paper:LoRA.
    """
    from kg.cards import find, make_card
    from kg.store import Store

    text = " ".join(name)
    with Store.open(store) as graph:
        try:
            found = find(graph, text)
        except UnknownNameError as error:
            if not as_json:
                raise
            _print_failure(text, "unknown-entity", error.message, error.suggestions, ())
            return Outcome.NO_ANSWER
        if len(found) > 1:
            if as_json:
                labels = [qualified(thing) for thing in found]
                _print_failure(text, "ambiguous", f"{text!r} has {len(found)} meanings", labels, found)
            else:
                list_candidates(text, found, command="show")
            return Outcome.AMBIGUOUS
        card = make_card(graph, found[0].id)
    if as_json:
        print_json(card.as_json())
    else:
        print_card(card, limit=limit, all_evidence=evidence)
    return Outcome.DONE


def _print_failure(name: str, code: str, message: str, suggestions: Sequence[str], found: Sequence[Thing]) -> None:
    error: dict[str, Any] = {"code": code, "message": message, "suggestions": list(suggestions)}
    print_json({"name": name, "error": error | {"candidates": [thing.as_json() for thing in found]}})
