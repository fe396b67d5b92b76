"""`kg extract`: what the papers say, as JSON lines, without a store."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kg.cli.frame import Command, Outcome, say
from kg.cli.options import source_argument, vocabulary_option
from kg.cli.output import counted, output_file, progress

__all__ = ["extract"]


@click.command(
    cls=Command,
    examples=(
        "kg extract papers.jsonl -o extracted.jsonl",
        "kg extract birdsong.txt --vocabulary mine.ttl",
        "kg extract - < papers.jsonl",
    ),
)
@source_argument
@click.option("-o", "--output", metavar="FILE", default="-", help="Write to FILE instead of standard output.")
@vocabulary_option
def extract(sources: tuple[str, ...], output: str, vocabulary: tuple[Path, ...]) -> Outcome:
    """Print what each paper of SOURCE... says, one JSON object a line.

    A line has the paper's type and its entities, each with its mentions and with what the paper does with it. Mentions
    and evidence are offsets into title, line feed and abstract as the source gave them (docs/formats.md). Lines come in
    the order of the papers' ids, the same each time. For what may be a SOURCE see: kg build -h
    """
    from extractors.pipeline import Extractor
    from kg.sources import read_papers
    from ontology.errors import SourceError
    from ontology.vocabulary import load_vocabulary

    known = load_vocabulary(*vocabulary)
    papers, report = read_papers(sources)
    for record in report.skipped:
        say(f"skipped {record}")
    if not papers:
        raise SourceError(
            f"no paper could be read from {', '.join(sources)}", hint="See what a source may be: kg build -h"
        )
    with output_file(output) as stream, progress("Extracting") as tell:
        for done, extraction in enumerate(Extractor(known).extract_all(papers), start=1):
            line = json.dumps(extraction.as_json(), ensure_ascii=False) + "\n"
            # A lone surrogate, which UTF-8 cannot write, becomes the escape that JSON has for it.
            stream.write(line.encode("utf-8", errors="backslashreplace"))
            tell(done, len(papers))
    if output != "-":
        say(f"{counted(len(papers), 'paper')} -> {output}")
    return Outcome.DONE
