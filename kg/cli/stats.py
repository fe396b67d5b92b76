"""`kg stats`: what the graph holds, in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from kg.cli.frame import Command, Outcome
from kg.cli.options import json_option, store_option
from kg.cli.output import counted, heading, print_json

if TYPE_CHECKING:
    from kg.statistics import Statistics

__all__ = ["stats"]


@click.command(cls=Command, examples=("kg stats", "kg stats --top 3", "kg stats --json"))
@click.option(
    "--top",
    type=click.IntRange(min=0),
    default=5,
    show_default=True,
    metavar="N",
    help="Name the N entities of each type that most papers speak of.",
)
@json_option
@store_option
def stats(top: int, as_json: bool, store: str) -> Outcome:
    """Count what the graph holds, and name what most papers speak of.

    The ranking counts papers that do something with an entity itself: passing mentions are left out, and a paper on
    Llama 2 does not count for Llama.
    """
    from kg.statistics import collect
    from kg.store import Store

    with Store.open(store) as graph:
        numbers = collect(graph, top=top)
    if as_json:
        print_json(numbers.as_json())
    else:
        _print_numbers(numbers)
    return Outcome.DONE


def _print_numbers(numbers: Statistics) -> None:
    click.echo(
        f"{counted(numbers.papers, 'paper')}, {counted(numbers.entities, 'entity', 'entities')}, "
        f"{counted(numbers.statements, 'statement')}"
    )
    _print_counts("papers by type", [*numbers.papers_by_type.items()])
    _print_counts("papers by year", [*numbers.papers_by_year.items()])
    _print_counts("papers by source", [*numbers.papers_by_source.items()])
    _print_counts("entities by type", [*numbers.entities_by_type.items()])
    if numbers.benchmarks:
        click.echo(f"  {counted(numbers.benchmarks, 'dataset')} of these: benchmarks")
    if numbers.coined:
        click.echo(f"  {counted(numbers.coined, 'entity', 'entities')} of these: in no vocabulary, named by papers")
    _print_counts("statements by predicate", [*numbers.statements_by_predicate.items()])
    for type_, ranked in numbers.top.items():
        _print_counts(f"{type_.lower()}s with most papers", [(one.label, one.papers) for one in ranked])


def _print_counts(title: str, counts: Sequence[tuple[str, int]]) -> None:
    """A heading and a line for each count; nothing if there is none."""
    if not counts:
        return
    click.echo(f"\n{heading(title)}")
    width = max(len(name) for name, _ in counts)
    figures = max(len(f"{number:,}") for _, number in counts)
    for name, number in counts:
        click.echo(f"  {name:<{width}}  {number:>{figures},}")
