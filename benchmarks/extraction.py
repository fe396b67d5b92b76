"""How fast the extractors read, beside a yardstick in the same run.

usage: python benchmarks/extraction.py [--papers FILE] [--count N]

Reads N abstracts (the example papers over and over, or those of a JSON-lines FILE) in one process with the rules alone,
with the trained components, and with spaCy's EntityRuler over the same vocabulary; prints abstracts a second and the
ratio to the EntityRuler. They take turns, three rounds; the best round counts, because noise only slows.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import spacy
from spacy.language import Language

from extractors.pipeline import Extractor
from kg.sources import read_papers
from ontology.records import Paper
from ontology.vocabulary import Vocabulary, load_vocabulary

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "papers.jsonl"
ROUNDS = 3


def entity_ruler(vocabulary: Vocabulary) -> Language:
    """A spaCy pipeline that looks for every label of the vocabulary, case aside."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    patterns = [{"label": c.type, "pattern": label, "id": c.id} for c in vocabulary for label in c.labels]
    with nlp.select_pipes(enable="entity_ruler"):
        ruler.add_patterns(patterns)  # type: ignore[attr-defined]
    return nlp


def rate(read: Callable[[Paper], object], papers: Sequence[Paper]) -> float:
    """Papers a second."""
    start = time.perf_counter()
    for paper in papers:
        read(paper)
    return len(papers) / (time.perf_counter() - start)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=Path, default=EXAMPLES)
    parser.add_argument("--count", type=int, default=300)
    arguments = parser.parse_args()
    found, _ = read_papers([arguments.papers])
    papers = list(itertools.islice(itertools.cycle(found), arguments.count))
    vocabulary = load_vocabulary()
    ruler = entity_ruler(vocabulary)
    rules, trained = Extractor(vocabulary, is_trained=False), Extractor(vocabulary)
    readers: dict[str, Callable[[Paper], object]] = {
        "EntityRuler": lambda paper: ruler(paper.text),
        "rules": rules.extract,
        "rules and trained components": trained.extract,
    }
    best = dict.fromkeys(readers, 0.0)
    for read in readers.values():
        rate(read, papers[:20])
    for _ in range(ROUNDS):
        for name, read in readers.items():
            best[name] = max(best[name], rate(read, papers))
    print(f"{len(papers)} abstracts, {sum(len(p.text) for p in papers) // len(papers)} characters each on average")
    for name, speed in best.items():
        print(f"  {name:30} {speed:6.0f} abstracts a second   {speed / best['EntityRuler']:.2f} x EntityRuler")


if __name__ == "__main__":
    main()
