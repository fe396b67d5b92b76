"""`kg explore`: a part of the graph as one page for a browser."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.answers import refuse
from kg.cli.frame import ANSWERING, Command, Outcome, complain, say
from kg.cli.names import complete_id, list_candidates
from kg.cli.options import store_option
from kg.cli.output import counted, output_file

__all__ = ["explore"]


@click.command(
    cls=Command,
    examples=(
        "kg explore",
        'kg explore "Llama 2" -o llama.html',
        "kg explore GPTQ --depth 2 --max-nodes 60",
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
    default=1,
    show_default=True,
    metavar="D",
    help="How many steps to go from what was asked for.",
)
@click.option("--open", "opens", is_flag=True, help="Open the page in a browser.")
@store_option
def explore(
    name: tuple[str, ...],
    question: str | None,
    focus: tuple[str, ...],
    output: str | None,
    max_nodes: int,
    depth: int,
    opens: bool,
    store: str,
) -> Outcome:
    """Write a page that shows the graph, or what is around NAME, as a picture.

    Every edge opens the sentence that it was read from. The page is one file that needs no network. Without NAME it
    shows the entities that most papers speak of. What was left out is said on standard error, and on the page.
    """
    from kg.cards import find
    from kg.explorer import render_page, select_subgraph
    from kg.store import Store
    from queries.answering import answer

    names = [text for text in (" ".join(name), *focus) if text]
    if question and names:
        raise click.UsageError("give a NAME or a --question, not both")
    target = output or f"{Path(store).stem or 'papers'}.html"
    if opens and target == "-":
        raise click.UsageError("--open needs a file, not standard output")
    with Store.open(store) as graph:
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
            answered = answer(question, graph, limit=max_nodes, quotes=0)
            if answered.error:
                return refuse(answered)
            reading = answered.reading
            ids = [row.id for row in answered.answers if row.id]
            if not ids:
                complain(
                    f"the answer is no paper or entity that could be shown: {reading}", f'Try: kg ask "{question}"'
                )
                return Outcome.NO_ANSWER
        subgraph = select_subgraph(graph, focus=ids, depth=depth, max_nodes=max_nodes)
    title = question or ", ".join(labels) or "Research papers"
    page = render_page(subgraph, title=title, question=question or "", reading=reading)
    with output_file(target) as stream:
        stream.write(page.encode("utf-8", errors="replace"))
    for sentence in subgraph.left_out:
        say(sentence)
    if target != "-":
        say(
            f"{counted(len(subgraph.nodes), 'node')}, {counted(len(subgraph.edges), 'edge')}, "
            f"{len(page) / 1_000_000:.1f} MB -> {target}"
        )
    if opens:
        click.launch(Path(target).resolve().as_uri())
    return Outcome.DONE
