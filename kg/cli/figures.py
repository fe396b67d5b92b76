"""The figures of an evaluation as tables: what `kg evaluate` and `kg train --measure` print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.output import heading, print_table

if TYPE_CHECKING:
    from kg.evaluation import Evaluation, Score

__all__ = ["print_figures"]


def print_figures(result: Evaluation, *, errors: int = 0) -> None:
    """Print what was measured, and the `errors` commonest misses and inventions."""
    for title, rows in (
        ("entities, strict", result.strict),
        ("entities, lenient", result.lenient),
        ("relations", {**result.relations, "rare actions": result.rare_actions}),
    ):
        click.echo(heading(title))
        print_table(("", "gold", "predicted", "precision", "recall", "F1"), _rows(rows))
        click.echo()
    click.echo(heading("confidence of relations"))
    print_table(
        ("from", "predicted", "mean", "right"),
        [
            (f"{tenth / 10:.1f}", one.predicted, f"{one.mean:.2f}", f"{one.share_right:.2f}")
            for tenth, one in sorted(result.confidences.items())
        ],
    )
    click.echo(f"\noff by {result.calibration_error:.3f} on average\n")
    click.echo(f"paper type: {result.paper_type_accuracy:.3f} of {result.papers} papers are right")
    shown = result.as_json(errors=errors)
    for name in ("missed", "invented"):
        if shown[name]:
            click.echo(f"\n{heading(name)}")
            print_table(("", "times"), list(shown[name].items()))


def _rows(scores: dict[str, Score]) -> list[tuple[object, ...]]:
    ordered = sorted(scores.items(), key=lambda one: (one[0] in ("all", "rare actions"), -one[1].gold, one[0]))
    return [(n, s.gold, s.predicted, f"{s.precision:.3f}", f"{s.recall:.3f}", f"{s.f1:.3f}") for n, s in ordered]
