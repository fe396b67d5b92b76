"""`kg export`: the whole graph in the format of another program."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

import click

from kg.cli.frame import Command, Outcome, say
from kg.cli.options import store_option
from kg.cli.output import output_file

__all__ = ["FORMATS", "export"]

#: Names of `kg.export.FORMATS`, here so that a help page need not import the writers.
FORMATS: Final = ("turtle", "nt", "nquads", "trig", "jsonld", "graphml", "gexf", "csv")


@click.command(
    cls=Command,
    examples=(
        "kg export -o papers.ttl",
        "kg export --format nt > papers.nt",
        "kg export --format graphml -o papers.graphml",
        "kg export --format csv -o evidence.csv",
    ),
)
@click.option(
    "--format",
    "name",
    type=click.Choice(FORMATS),
    help="The format. Default: what the ending of FILE says, else turtle.",
)
@click.option("-o", "--output", metavar="FILE", default="-", help="Write to FILE instead of standard output.")
@store_option
def export(name: str | None, output: str, store: str) -> Outcome:
    """Write the whole graph: as RDF, for graph tools, or as a table of all evidence.

    turtle and nt hold all triples; nquads, trig and jsonld keep the graph that each stands in, one for each paper;
    graphml and gexf hold papers, entities and edges for tools such as Gephi or Cytoscape; csv has a row for each
    passage that proves an edge. The same graph always gives the same bytes.
    """
    import kg.export
    from kg.store import Store

    extensions = {f".{format_.extension}": key for key, format_ in kg.export.FORMATS.items()}
    chosen = name or extensions.get(PurePath(output).suffix.lower(), "turtle")
    with Store.open(store) as graph, output_file(output) as stream:
        number = kg.export.export(graph, chosen, stream)
    if output != "-":
        unit = {"csv": "rows", "graphml": "edges", "gexf": "edges"}.get(chosen, "triples")
        say(f"{number:,} {unit} in {chosen} -> {output}")
    return Outcome.DONE
