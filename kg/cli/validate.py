"""`kg validate`: whether the graph keeps to its own rules."""

from __future__ import annotations

import click

from kg.cli.frame import Command, Outcome, say
from kg.cli.options import json_option, store_option
from kg.cli.output import counted, print_json, progress

__all__ = ["validate"]


@click.command(
    cls=Command,
    examples=("kg validate", "kg validate --json"),
    exits={
        Outcome.DONE: "the graph conforms",
        Outcome.FAILED: "it does not, or the check failed; the reason is printed",
        Outcome.USAGE: "wrong usage",
    },
)
@json_option
@store_option
def validate(as_json: bool, store: str) -> Outcome:
    """Check the graph: its SHACL shapes, every quote against its paper, every count.

    Prints a line for each violation: what is wrong with which node, and which check says so. What `kg build` writes
    conforms; this is for graphs that something else has changed, and for proof.
    """
    import kg.validation
    from kg.store import Store

    with Store.open(store) as graph, progress("Validating") as tell:
        report = kg.validation.validate(graph, progress=tell)
    if as_json:
        print_json(report.as_json())
    else:
        for violation in report.violations:
            click.echo(str(violation))
        say(
            f"{counted(report.papers, 'paper')}, {counted(report.statements, 'statement')}, "
            f"{counted(report.entities, 'entity', 'entities')}: "
            + ("the graph conforms" if report.conforms else counted(len(report.violations), "violation"))
        )
    return Outcome.DONE if report.conforms else Outcome.FAILED
