"""How long questions take in a warm process: the median, the slowest twentieth, and the slowest.

    python benchmarks/questions.py STORE [QUESTIONS]

QUESTIONS holds one a line, examples/questions.txt unless given; a line of JSON with a "question" is one too. Each is
asked twice, and the second time counts.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from pathlib import Path

from kg.store import Store
from queries.answering import Answer, answer
from queries.graph import LabelIndex

_EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "questions.txt"


def questions_in(path: Path) -> list[str]:
    """The questions of a file, comments and blank lines left out."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    return [json.loads(line)["question"] if line.startswith("{") else line for line in lines]


def timed(question: str, graph: Store, index: LabelIndex) -> tuple[float, Answer]:
    """Milliseconds that an answer takes, and the answer."""
    start = time.perf_counter()
    found = answer(question, graph, index)
    return 1000 * (time.perf_counter() - start), found


def main() -> None:
    """Ask every question and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("questions", type=Path, nargs="?", default=_EXAMPLES)
    given = parser.parse_args()
    asked = questions_in(given.questions)
    with Store.open(given.store) as graph:
        start = time.perf_counter()
        index = LabelIndex.of(graph)
        read = time.perf_counter() - start
        for question in asked:
            answer(question, graph, index)
        taken = sorted(((*timed(question, graph, index), question) for question in asked), key=lambda one: one[0])
    times = [milliseconds for milliseconds, _, _ in taken]
    refused = sum(found.error is not None for _, found, _ in taken)
    print(f"{len(asked)} questions ({refused} refused) of {len(index.titles):,} papers, names read in {read:.1f} s")
    print(f"median {statistics.median(times):.0f} ms, 95 % below {times[int(0.95 * (len(times) - 1))]:.0f} ms")
    for milliseconds, _, question in taken[-3:]:
        print(f"  {milliseconds:.0f} ms  {question}")


if __name__ == "__main__":
    main()
