"""`kg train`: the weights of the trained components, made anew from annotated papers."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.frame import WORKING, Command, say
from kg.cli.options import vocabulary_option
from kg.cli.output import counted

__all__ = ["train"]


@click.command(cls=Command, examples=("kg train annotated.jsonl more-annotated.jsonl -o weights",), exits=WORKING)
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder to fill.")
@click.option("--measure", is_flag=True, help="Then print how good such weights are on papers that they have not seen.")
@vocabulary_option
def train(gold: tuple[Path, ...], output: Path, measure: bool, vocabulary: tuple[Path, ...]) -> None:
    """Learn the weights of the extraction from annotated papers.

    Writes the weights of the tagger and the classifiers into a folder. The first file holds the papers of the field
    that matters most; further files add papers of its neighbourhood. The same files give the same weights. Needs the
    extra: pip install 'paperkg[train]'. To use the weights, put them in the place of those in extractors/weights.

    With --measure, prints the figures of `kg evaluate` for the papers of the first file, and then for all, where each
    paper was read by models that had learnt from three quarters of the others.
    """
    from kg.gold import read_gold
    from kg.training import train as learn
    from ontology.vocabulary import load_vocabulary

    files = [list(read_gold(path)) for path in gold]
    papers = [paper for file in files for paper in file]
    trained = learn(papers, load_vocabulary(*vocabulary), output, field=len(files[0]))
    say(f"{counted(len(papers), 'annotated paper')} -> {output}")
    if measure:
        from kg.cli.figures import print_figures
        from kg.evaluation import evaluate

        read = list(trained.extractions())
        shown = {str(gold[0]): read[: len(files[0])], "all": read} if len(files) > 1 else {str(gold[0]): read}
        for name, pairs in shown.items():
            click.echo(f"\n{name}: {counted(len(pairs), 'paper')}, read by models that had not seen them\n")
            print_figures(evaluate(pairs))
