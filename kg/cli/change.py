"""`kg add` and `kg remove`: changing a graph that is there; and what they share with `kg build`."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from kg.cli.frame import ANSWERING, Command, Outcome, say
from kg.cli.names import list_candidates
from kg.cli.options import json_option, source_argument, store_option, vocabulary_option
from kg.cli.output import counted, heading, is_asked, print_json, print_wrapped, progress
from ontology.errors import SourceError

if TYPE_CHECKING:
    from kg.build import BuildReport
    from kg.sources import SourceReport

__all__ = ["add", "change_store", "remove"]

_LAYOUTS: Final = {"json-lines": "JSON lines", "text": "text of a paper", "unknown": "no known layout"}


@click.command(cls=Command, examples=("kg add more.jsonl", "kg add - --json < more.jsonl"))
@source_argument
@vocabulary_option
@json_option
@store_option
def add(sources: tuple[str, ...], vocabulary: tuple[Path, ...], as_json: bool, store: str) -> Outcome:
    """Add papers to a graph, or read papers again that have changed.

    The result is what a build from all sources would give, and readers see it in one step. A paper that the graph
    already has from the same source is replaced. Give the same --vocabulary as for the build.
    """
    return change_store("add", sources, vocabulary, store, as_json=as_json)


@click.command(
    cls=Command,
    examples=(
        "kg remove 2401.00001 --dry-run",
        'kg remove "A Survey of Pruning" --yes',
        "kg remove kgr:paper/arxiv/2403.00002 2401.00001 --yes --json",
    ),
    exits={**ANSWERING, Outcome.DONE: "removed", Outcome.NO_ANSWER: "the graph has no such paper; nothing is removed"},
)
@click.argument("papers", nargs=-1, required=True, metavar="PAPER...")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
@click.option("--dry-run", is_flag=True, help="Only say which papers would go.")
@vocabulary_option
@json_option
@store_option
def remove(
    papers: tuple[str, ...],
    is_sure: bool,
    dry_run: bool,
    vocabulary: tuple[Path, ...],
    as_json: bool,
    store: str,
) -> Outcome:
    """Remove papers from a graph, with all that was read from them.

    A PAPER is a title or a part of one, an identifier such as an arXiv id, or the id that other commands print; quote
    it if it has blanks. Entities that no other paper speaks of go too: the result is what a build without these papers
    would give. On a terminal it asks first; elsewhere it needs --yes.
    """
    import kg.build
    from extractors.pipeline import Extractor
    from kg.cards import find
    from kg.store import Store
    from ontology.vocabulary import load_vocabulary

    if not (is_sure or dry_run or is_asked()):
        raise click.UsageError("nobody can be asked here: say --yes to remove, --dry-run to see what would go")
    started = time.monotonic()
    found: dict[str, str] = {}
    with Store.open(store) as graph:
        for name in papers:
            things = find(graph, name, type="Paper")
            if len(things) > 1:
                list_candidates(name, things, command="remove")
                return Outcome.AMBIGUOUS
            found[things[0].id] = things[0].label
    for id_, title in found.items():
        say(f"{'would remove' if dry_run else 'to be removed:'} {title} ({id_})")
    if dry_run:
        return Outcome.DONE
    if not is_sure and not click.confirm(f"Remove {counted(len(found), 'paper')} from {store}?", err=True):
        return Outcome.FAILED
    reader = Extractor(load_vocabulary(*vocabulary))
    with progress("Reading again") as tell:
        report = kg.build.remove(found, reader, store, progress=tell)
    _print_report(store, None, report, time.monotonic() - started, as_json=as_json)
    return Outcome.DONE


def change_store(
    action: Literal["build", "add"], sources: Sequence[str], vocabulary: Sequence[Path], store: str, *, as_json: bool
) -> Outcome:
    """Read `sources` and make them the store, or a part of it; say what was done.

    Raises
    ------
    SourceError
        If no paper could be read; the store is then untouched.
    """
    import kg.build
    from extractors.pipeline import Extractor
    from kg.sources import read_papers
    from ontology.vocabulary import load_vocabulary

    started = time.monotonic()
    reader = Extractor(load_vocabulary(*vocabulary))
    papers, source_report = read_papers(sources)
    for record in source_report.skipped:
        say(f"skipped {record}")
    if not papers:
        raise SourceError(
            f"no paper could be read from {', '.join(sources)}", hint="See what a source may be: kg build -h"
        )
    with progress("Extracting") as tell:
        change = kg.build.build if action == "build" else kg.build.add
        report = change(papers, reader, store, progress=tell)
    _print_report(store, source_report, report, time.monotonic() - started, as_json=as_json)
    return Outcome.DONE


def _print_report(
    store: str, source_report: SourceReport | None, report: BuildReport, seconds: float, *, as_json: bool
) -> None:
    if as_json:
        value: dict[str, Any] = {"store": store}
        if source_report is not None:
            value["sources"] = source_report.as_json()
        print_json(value | {"graph": report.as_json(), "seconds": round(seconds, 2)})
        return
    if source_report is not None:
        for file in source_report.files:
            skipped = f", {len(file.skipped)} skipped" if file.skipped else ""
            layout = _LAYOUTS.get(file.layout, file.layout)
            click.echo(f"{file.source}: {counted(file.entries, 'entry', 'entries')} ({layout}){skipped}")
        distinct = counted(source_report.papers or 0, "distinct paper")
        click.echo(f"{counted(source_report.entries, 'entry', 'entries')}, {distinct}")
    changes = [f"{number} {word}" for number, word in ((report.read, "read"), (report.removed, "removed")) if number]
    click.echo(
        heading(
            f"{store}: {counted(report.papers, 'paper')}, {counted(report.entities, 'entity', 'entities')}, "
            f"{counted(report.statements, 'statement')}"
        )
        + f" ({', '.join([*changes, f'{seconds:.1f} s'])})"
    )
    _print_counts("entities", report.by_type)
    _print_counts("statements", report.by_predicate)


def _print_counts(title: str, counts: Mapping[str, int]) -> None:
    print_wrapped(
        f"{title}: " + ", ".join(f"{name} {number:,}" for name, number in counts.items() if number), indent="  "
    )
