"""`kg query`: SPARQL from a file, a named query, or standard input."""

from __future__ import annotations

import dataclasses
import difflib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg.cli.frame import Command, Outcome, complain, say
from kg.cli.options import store_option
from kg.cli.output import counted, print_json, print_table

if TYPE_CHECKING:
    import pyoxigraph as ox
    from click.shell_completion import CompletionItem

    from kg.store import Store

__all__ = ["query"]

_TABLES: Final = ("table", "csv", "tsv", "json", "xml")
_TRIPLES: Final = ("turtle", "nt")


def _complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Named queries and files that begin with `incomplete`."""
    from click.shell_completion import CompletionItem

    from queries.named import named_queries

    named = [CompletionItem(one.name, help=one.title) for one in named_queries().values()]
    return [*(item for item in named if item.value.startswith(incomplete)), CompletionItem(incomplete, type="file")]


@click.command(
    cls=Command,
    examples=(
        "kg query --list",
        "kg query most-used-datasets",
        "kg query benchmarks-of-language -p language=Hindi --format csv",
        "kg query papers-by-year.rq",
        'kg ask "which papers quantize Llama-2" --sparql | kg query - --format json',
    ),
    exits={
        Outcome.DONE: "answered, if only with an empty table",
        Outcome.FAILED: "failed; the reason is on standard error",
        Outcome.USAGE: "wrong usage",
        Outcome.NO_ANSWER: "the graph has nothing of the name that a parameter gives",
        Outcome.AMBIGUOUS: "the name that a parameter gives has several meanings; they are listed",
    },
)
@click.argument("source", metavar="FILE|NAME|-", required=False, shell_complete=_complete)
@click.option("--list", "lists", is_flag=True, help="List the named queries and their parameters, as a table or JSON.")
@click.option(
    "-p",
    "--set",
    "settings",
    metavar="PARAMETER=VALUE",
    multiple=True,
    help="Give a named query a parameter. May be repeated.",
)
@click.option(
    "--format",
    "name",
    type=click.Choice([*_TABLES, *_TRIPLES]),
    help="Of a table or yes/no: table, csv, tsv, json, xml (the formats of SPARQL 1.1). Of triples: turtle, nt. "
    "Default: table or turtle.",
)
@click.option("--sparql", "as_sparql", is_flag=True, help="Print the query with its parameters instead of running it.")
@store_option
def query(
    source: str | None, lists: bool, settings: tuple[str, ...], name: str | None, as_sparql: bool, store: str
) -> Outcome:
    """Run a SPARQL query over the graph.

    It stands in a FILE, is one of the ready-made queries by its NAME, or comes from standard input (-). It reads
    the union of all papers' graphs, the vocabulary and the description; GRAPH ?paper { ... } looks at one paper at a
    time (docs/data-model.md has the terms). The prefixes kg, kgr, dcterms, skos, rdf, rdfs, prov, oa and the other
    usual ones need no declaration. A query only reads: updates, and calls to other servers, are refused.
    """
    from kg.store import Store
    from queries.named import AmbiguousNameError

    if lists:
        if source or name not in (None, "table", "json"):
            raise click.UsageError("--list stands alone, or with --format json")
        _print_list(as_json=name == "json")
        return Outcome.DONE
    if not source:
        raise click.UsageError("give a FILE, the NAME of a query, or -; --list shows the names")
    with Store.open(store) as graph:
        try:
            text = _text(source, settings, graph)
        except AmbiguousNameError as error:
            complain(error.message, error.hint)
            return Outcome.AMBIGUOUS
        if as_sparql:
            click.echo(text.rstrip("\n"))
        else:
            _run(text, name, graph)
    return Outcome.DONE


def _text(source: str, settings: Sequence[str], graph: Store) -> str:
    """The query that `source` stands for, its parameters bound to terms of `graph`."""
    from queries.graph import LabelIndex
    from queries.named import named_queries

    is_file = source == "-" or Path(source).is_file()
    if is_file and settings:
        raise click.UsageError("only named queries have parameters")
    if is_file:
        return _read(source)
    named = named_queries().get(source)
    if named is None:
        near = difflib.get_close_matches(source, named_queries())
        hint = f"Did you mean {' or '.join(near)}?" if near else "See: kg query --list"
        raise click.UsageError(f"{source!r} is neither a file nor a named query. {hint}")
    pairs = [setting.partition("=") for setting in settings]
    if wrong := [key for key, sign, _ in pairs if not sign]:
        raise click.UsageError(f"{wrong[0]!r} gives no value: write -p {wrong[0]}=VALUE")
    return named.bind({key.strip(): value for key, _, value in pairs}, LabelIndex.of(graph))


def _print_list(*, as_json: bool) -> None:
    from queries.named import named_queries

    if as_json:
        print_json(
            [
                {
                    "name": one.name,
                    "title": one.title,
                    "description": one.description,
                    "parameters": [dataclasses.asdict(parameter) for parameter in one.parameters],
                }
                for one in named_queries().values()
            ]
        )
        return
    rows = [
        (
            one.name,
            " ".join(p.name if p.default is None else f"{p.name}={p.default}" for p in one.parameters),
            one.title,
        )
        for one in named_queries().values()
    ]
    print_table(("name", "parameters", "what it gives"), rows)


def _read(source: str) -> str:
    raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        name = "standard input" if source == "-" else source
        raise click.UsageError(f"{name} is not text: {error.reason} at byte {error.start}") from error


def _run(text: str, name: str | None, graph: Store) -> None:
    """Run a query and print its result in the format `name`, or in the usual one for its kind."""
    import pyoxigraph as ox

    result = graph.query(text)
    formats = _TRIPLES if isinstance(result, ox.QueryTriples) else _TABLES
    chosen = name or formats[0]
    if chosen not in formats:
        kind = "triples" if isinstance(result, ox.QueryTriples) else "a table"
        raise click.UsageError(f"this query gives {kind}, which cannot be written as {chosen}: {', '.join(formats)}")
    if isinstance(result, ox.QueryTriples):
        _print_triples(result, chosen)
    elif chosen == "table":
        _print_table(result)
    else:
        written = result.serialize(format=getattr(ox.QueryResultsFormat, chosen.upper())) or b""
        sys.stdout.buffer.write(written if written.endswith(b"\n") else written + b"\n")
        sys.stdout.buffer.flush()


def _print_triples(result: ox.QueryTriples, name: str) -> None:
    """Write the triples sorted: the same query gives the same bytes, and Turtle is grouped by subject."""
    import pyoxigraph as ox

    from ontology.terms import KGR, PREFIXES

    triples = sorted(set(result), key=str)
    if name == "nt":
        lines = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").splitlines(keepends=True)
    else:
        # Ids hold slashes, which are escaped after a prefix and not after a base.
        prefixes = {prefix: iri for prefix, iri in PREFIXES.items() if iri != KGR}
        turtle = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes, base_iri=KGR) or b""
        lines = turtle.splitlines(keepends=True)
        lines[: len(prefixes) + 1] = sorted(lines[: len(prefixes) + 1])  # Oxigraph's order changes from run to run
    sys.stdout.buffer.writelines(lines)
    sys.stdout.buffer.flush()


def _print_table(result: ox.QuerySolutions | ox.QueryBoolean) -> None:
    import pyoxigraph as ox

    if isinstance(result, ox.QueryBoolean):
        click.echo("yes" if result else "no")
        return
    rows = [[_shown(term) for term in solution] for solution in result]
    print_table([variable.value for variable in result.variables], rows)
    say(counted(len(rows), "row"))


def _shown(term: object) -> str | int | float:
    """A term as a person reads it: IRIs as CURIEs, numbers as numbers, nothing where a variable has no value."""
    import pyoxigraph as ox

    from ontology import terms

    if isinstance(term, ox.NamedNode):
        return terms.contract(term.value)
    if not isinstance(term, ox.Literal):
        return "" if term is None else str(term)
    datatype = term.datatype.value
    if datatype == terms.XSD + "integer":
        return int(term.value)
    return float(term.value) if datatype in (terms.XSD + "decimal", terms.XSD + "double") else term.value
