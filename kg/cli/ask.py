"""`kg ask`: a question in plain English, answered from the graph."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg.cli.answers import print_answer, refuse
from kg.cli.frame import ANSWERING, Command, Outcome, say
from kg.cli.options import json_option, store_option
from kg.cli.output import is_asked, print_csv, print_json

if TYPE_CHECKING:
    from queries.answering import Answer

__all__ = ["ask"]

#: Answers that are printed as text, and answers that are looked for, unless --limit says otherwise.
_SHOWN: Final = 20
_SOUGHT: Final = 1000
_UNLIMITED: Final = 1_000_000
_COLUMNS: Final = ("id", "label", "type", "score", "paper", "predicate", "quote", "start", "end")


@click.command(
    cls=Command,
    examples=(
        'kg ask "which papers quantize Llama-2"',
        'kg ask "how many papers evaluate GPTQ"',
        "kg ask which languages are covered --json",
        'kg ask "which papers quantize Llama-2" --sparql | kg query -',
        "kg ask --file questions.txt --json > answers.jsonl",
    ),
    exits={**ANSWERING, Outcome.NOT_UNDERSTOOD: "not understood"},
)
@click.argument("question", nargs=-1)
@click.option(
    "--file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="Answer a question a line from FILE, - for standard input, each on its own; exits 0 when all are dealt with.",
)
@click.option("--evidence", is_flag=True, help="Give every sentence behind an answer, not only the surest.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"Give at most N answers, 0 for all. Default: {_SHOWN} as text, {_SOUGHT} as JSON or CSV.",
)
@click.option("--sparql", "as_sparql", is_flag=True, help="Print the query instead of asking it.")
@click.option(
    "--csv", "as_csv", is_flag=True, help="Print a table of the answers, each with its surest sentence, as CSV."
)
@json_option
@store_option
def ask(
    question: tuple[str, ...],
    file: str | None,
    evidence: bool,
    limit: int | None,
    as_sparql: bool,
    as_csv: bool,
    as_json: bool,
    store: str,
) -> Outcome:
    """Answer QUESTION from the graph, with the sentences that prove the answer.

    Says first how the question was read: a question about something covers its versions and kinds (Llama covers
    Llama 2, Bantu languages cover Swahili). Then come the answers, each with its confidence, its id and the
    sentence that it rests on. What cannot be answered is refused with the reason.

    Without a QUESTION, on a terminal, it asks for one after the other. A question may then follow up the one before:
    "and with GPTQ?", "only those on Hindi", "what about Mistral?", "how many?", "why?".
    """
    from kg.store import Store
    from queries.answering import answer
    from queries.graph import LabelIndex

    text = " ".join(question).strip()
    is_prompt = not (question or file or as_sparql or as_csv or as_json) and is_asked()
    if bool(text) == bool(file) and not is_prompt:
        raise click.UsageError("give a QUESTION, or --file with a question a line")
    if as_sparql + as_csv + as_json > 1 or (file and (as_sparql or as_csv)):
        raise click.UsageError("--json, --csv and --sparql exclude each other, and --file goes with --json only")
    sought = _UNLIMITED if limit == 0 else limit or _SOUGHT
    quotes = _UNLIMITED if evidence else 3 if as_json else 1
    shown = _SHOWN if limit is None else None
    with Store.open(store) as graph:
        index = LabelIndex.of(graph)
        if is_prompt:
            from kg.cli.prompt import converse

            return converse(graph, index, shown=shown, sought=sought, quotes=quotes)
        if not file:
            found = answer(text, graph, index, limit=sought, quotes=quotes)
            if as_csv:
                return _print_csv(found)
            if as_sparql and found.sparql:
                click.echo(found.sparql)
                return Outcome.DONE
            if as_json:
                print_json(found.as_json())
                return Outcome(found.exit_code)
            return print_answer(found, graph, index, shown=shown, all_evidence=evidence)
        for number, line in enumerate(_lines(file)):
            found = answer(line, graph, index, limit=sought, quotes=quotes)
            if as_json:
                click.echo(json.dumps(found.as_json(), ensure_ascii=False))
            else:
                click.echo(f"\n> {line}" if number else f"> {line}")
                print_answer(found, graph, index, shown=shown, all_evidence=evidence)
    return Outcome.DONE


def _lines(file: str) -> Iterator[str]:
    """The questions of `file`, one a line, blank lines left out."""
    with contextlib.nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as stream:
        for raw in stream:
            if line := raw.decode("utf-8-sig", errors="replace").strip():
                yield line


def _print_csv(found: Answer) -> Outcome:
    """The answers as CSV; yes or no and a number are a row too, so that what was answered is never empty."""
    if found.error:
        return refuse(found)
    say(found.reading)
    rows: list[tuple[object, ...]] = []
    if found.boolean is not None:
        rows.append(("", "yes" if found.boolean else "no", "boolean", "", "", "", "", "", ""))
    elif found.kind == "count":
        rows.append(("", found.count, "count", "", "", "", "", "", ""))
    for row in found.answers:
        first = row.evidence[0] if row.evidence else None
        proof = (first.paper, first.predicate, first.quote, first.start, first.end) if first else ("",) * 5
        rows.append((row.id, row.label, row.type, row.score, *proof))
    print_csv(_COLUMNS, rows)
    return Outcome.DONE
