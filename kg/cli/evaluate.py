"""`kg evaluate`: how good the extraction is, against annotated papers."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.figures import print_figures
from kg.cli.frame import WORKING, Command
from kg.cli.options import json_option, vocabulary_option
from kg.cli.output import print_json, print_table, progress

__all__ = ["evaluate"]


@click.command(
    cls=Command,
    examples=(
        "kg evaluate annotated.jsonl",
        "kg evaluate annotated.jsonl --stages",
        "kg evaluate annotated.jsonl --json",
    ),
    exits=WORKING,
)
@click.argument("gold", type=click.Path(path_type=Path))
@click.option("--errors", type=click.IntRange(0), default=20, metavar="N", help="Show the N commonest errors; 20.")
@click.option("--stages", is_flag=True, help="Show how far each stage of the pipeline contributes instead.")
@click.option("--rules", is_flag=True, help="Without the trained components.")
@json_option
@vocabulary_option
def evaluate(gold: Path, errors: int, stages: bool, rules: bool, as_json: bool, vocabulary: tuple[Path, ...]) -> None:
    """Measure what is read from the papers of GOLD against their annotation.

    GOLD has one annotated paper a line (docs/formats.md). Prints precision, recall and F1 of entities by type, strictly
    and leniently matched, of relations by predicate, how far their confidence can be taken at its word, and the
    accuracy of the papers' types; then what was missed and what was invented most often.
    """
    from extractors.pipeline import RULES, STAGES, TRAINED, Extractor
    from kg.evaluation import evaluate as measure
    from kg.gold import read_gold
    from ontology.vocabulary import load_vocabulary

    papers = list(read_gold(gold))
    known = load_vocabulary(*vocabulary)
    pipelines = STAGES if stages else {"": RULES if rules else TRAINED}
    results = {}
    with progress("Evaluating") as tell:
        for number, (name, components) in enumerate(pipelines.items()):
            extractor = Extractor(known, components=components)
            pairs = []
            for done, paper in enumerate(papers, start=1):
                pairs.append((paper, extractor.extract(paper.paper)))
                tell(number * len(papers) + done, len(pipelines) * len(papers))
            results[name] = measure(pairs)
    if stages and as_json:
        print_json({name: result.as_json() for name, result in results.items()})
    elif stages:
        print_table(
            ("stage", "strict", "lenient", "relations", "rare actions", "paper type"),
            [
                (
                    name,
                    f"{result.strict['all'].f1:.3f}",
                    f"{result.lenient['all'].f1:.3f}",
                    f"{result.relations['all'].f1:.3f}",
                    f"{result.rare_actions.f1:.3f}",
                    f"{result.paper_type_accuracy:.3f}",
                )
                for name, result in results.items()
            ],
        )
    elif as_json:
        print_json(results[""].as_json(errors=errors))
    else:
        print_figures(results[""], errors=errors)
