"""`kg explore`: a part of the graph as one page for a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.answers import refuse
from kg.cli.frame import ANSWERING, Command, Outcome, complain, say
from kg.cli.names import complete_id, list_candidates
from kg.cli.options import store_option
from kg.cli.output import counted, output_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.explorer.data import Quote

__all__ = ["explore"]

#: Papers and entities of a graph that comes whole with every page: 6 MB at most, as measured.
_MOST_UNASKED = 12_000


@click.command(
    cls=Command,
    examples=(
        "kg explore",
        'kg explore "Llama 2" -o llama.html',
        "kg explore GPTQ --depth 1 --max-nodes 60",
        "kg explore --map -o map.html",
        'kg explore --question "which papers quantize Llama-2" -o quantized.html',
    ),
    exits={**ANSWERING, Outcome.DONE: "the page is written", Outcome.NOT_UNDERSTOOD: "the question was not understood"},
)
@click.argument("name", nargs=-1, shell_complete=complete_id)
@click.option("-q", "--question", metavar="QUESTION", help="Show the answers of a question and what is around them.")
@click.option(
    "--focus", multiple=True, metavar="NAME", shell_complete=complete_id, help="Another name to show. May be repeated."
)
@click.option(
    "-o", "--output", metavar="FILE", help="Write to FILE, - for standard output. Default: the store's name and .html."
)
@click.option(
    "--max-nodes",
    type=click.IntRange(min=1),
    default=120,
    show_default=True,
    metavar="N",
    help="Show at most N papers and entities.",
)
@click.option(
    "--depth",
    type=click.IntRange(min=0),
    metavar="D",
    help="How many steps to go from what was asked for; 0 leaves out all else. Default: 2, for a question 1.",
)
@click.option("--map", "opens_map", is_flag=True, help="Begin with the map of the whole graph, however large it is.")
@click.option("--open", "opens", is_flag=True, help="Open the page in a browser.")
@store_option
def explore(
    name: tuple[str, ...],
    question: str | None,
    focus: tuple[str, ...],
    output: str | None,
    max_nodes: int,
    depth: int | None,
    opens_map: bool,
    opens: bool,
    store: str,
) -> Outcome:
    """Write a page that shows the graph, or what is around NAME, as a picture.

    Every edge opens the sentence that it was read from. The page is one file that needs no network: a picture that can
    be led on, a map of the whole graph, and a table. Without NAME the picture begins with the entities that most papers
    speak of. A graph of more than 12,000 papers and entities comes whole with --map alone. What was left out is said on
    standard error, and on the page.
    """
    from kg.cards import find
    from kg.explorer import render_page, select_subgraph, select_whole
    from kg.explorer.data import left_out
    from kg.store import Store
    from queries.answering import answer

    names = [text for text in (" ".join(name), *focus) if text]
    if question and names:
        raise click.UsageError("give a NAME or a --question, not both")
    target = output or f"{Path(store).stem or 'papers'}.html"
    if opens and target == "-":
        raise click.UsageError("--open needs a file, not standard output")
    with Store.open(store) as graph:
        if depth is None:
            depth = 1 if question else 2
        proofs: dict[str, Sequence[Quote]] = {}
        ids: list[str] = []
        labels: list[str] = []
        reading = ""
        for text in names:
            found = find(graph, text)
            if len(found) > 1:
                list_candidates(text, found, command="explore")
                return Outcome.AMBIGUOUS
            ids.append(found[0].id)
            labels.append(found[0].label)
        if question:
            answered = answer(question, graph, limit=max_nodes)
            if answered.error:
                return refuse(answered)
            reading = answered.reading
            ids = [row.id for row in answered.answers if row.id]
            proofs = {row.id: row.evidence for row in answered.answers if row.id}
            if not ids:
                complain(
                    f"the answer is no paper or entity that could be shown: {reading}", f'Try: kg ask "{question}"'
                )
                return Outcome.NO_ANSWER
        subgraph = select_subgraph(graph, focus=ids, depth=depth, max_nodes=max_nodes)
        totals = subgraph.totals
        is_small = totals.papers + totals.entities <= _MOST_UNASKED
        whole = select_whole(graph) if opens_map or (is_small and depth) else None
    title = question or ", ".join(labels) or "Research papers"
    page = render_page(
        subgraph,
        title=title,
        question=question or "",
        reading=reading,
        proofs=proofs,
        whole=whole,
        opens_map=opens_map,
    )
    with output_file(target) as stream:
        stream.write(page.encode("utf-8", errors="replace"))
    for sentence in dict.fromkeys([*subgraph.left_out, *left_out(subgraph, whole)]):
        say(sentence)
    if target != "-":
        say(
            f"{counted(len(subgraph.nodes), 'node')}, {counted(len(subgraph.edges), 'edge')}, "
            f"{len(page) / 1_000_000:.1f} MB -> {target}"
        )
    if opens:
        click.launch(Path(target).resolve().as_uri())
    return Outcome.DONE
