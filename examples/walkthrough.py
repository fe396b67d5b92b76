"""From papers to an answered question, in Python: what the commands of the README do.

usage: python examples/walkthrough.py [FOLDER]

Builds a graph of the example papers in FOLDER (default: a temporary one), asks it a question, follows the evidence
back into the text, runs a SPARQL query, and takes a paper out again.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from extractors.pipeline import Extractor
from kg.build import add, build, remove
from kg.sources import read_papers
from kg.store import Store
from ontology.vocabulary import load_vocabulary
from queries.answering import answer

EXAMPLES = Path(__file__).resolve().parent


def main(folder: Path) -> None:
    """Walk through."""
    path = folder / "papers.kg"

    print("1. Read the papers and build the graph.")
    papers, report = read_papers([EXAMPLES / "papers.jsonl"])
    extractor = Extractor(load_vocabulary())
    built = build(papers, extractor, path)
    print(f"   {len(papers)} papers, {len(report.skipped)} records skipped, {built.statements} statements")

    print("2. Ask a question.")
    with Store.open(path) as store:
        answered = answer("which papers quantize Llama-2", store)
        print(f"   read as: {answered.reading}")
        for row in answered.answers:
            print(f"   {row.score}  {row.label}")

        print("3. Follow the evidence into the text that was read.")
        proof = answered.answers[0].evidence[0]
        paper = next(paper for paper in papers if paper.id == proof.paper)
        assert paper.text[proof.start : proof.end] == proof.quote
        print(f"   characters {proof.start} to {proof.end} of {paper.id}: {proof.quote}")

        print("4. Run SPARQL.")
        query = (EXAMPLES / "queries" / "quantized-models.rq").read_text(encoding="utf-8")
        for found in store.select(query)[:5]:
            print(f"   {found['papers']} x {found['model']}")

    print("5. Take a paper out, and put it back.")
    print(f"   {remove([papers[0].id], extractor, path).papers} papers")
    print(f"   {add(papers[:1], extractor, path).papers} papers")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary))
