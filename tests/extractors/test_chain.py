from __future__ import annotations

from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.chain import OUTSIDE, ChainModel, Columns, forward_backward, labels_of
from extractors.chain_learning import Example, learn

KINDS = ("Model", "Task")
LABELS = labels_of(KINDS)


def model(seed: int, words: int = 4) -> ChainModel:
    """Random weights over the words w0, w1, ... with the transitions that cannot be ruled out."""
    chance = np.random.default_rng(seed)
    rows = {"w": {f"w{i}": i + 1 for i in range(words)}, "": {"mark": words + 1}}
    states = chance.normal(size=(words + 2, len(LABELS)), scale=2).astype(np.float32)
    states[0] = 0
    steps = chance.normal(size=(len(LABELS), len(LABELS)))
    for i, before in enumerate(LABELS):
        for j, label in enumerate(LABELS):
            if label.startswith("I-") and not before.endswith(label[1:]):
                steps[i, j] = -np.inf
    starts = np.array([-np.inf if label.startswith("I-") else 0.5 for label in LABELS])
    return ChainModel(KINDS, rows, states, steps, starts)


def by_enumeration(chain: ChainModel, columns: Columns, sentence: tuple[int, int]) -> dict[tuple[int, int, str], float]:
    """How likely each stretch is a name, by summing over all sequences of labels."""
    scores = chain.scores(columns)[slice(*sentence)]
    likely: dict[tuple[int, int, str], float] = {}
    total = 0.0
    for path in product(range(len(LABELS)), repeat=len(scores)):
        weight = chain.starts[path[0]] + sum(scores[i, label] for i, label in enumerate(path))
        weight += sum(chain.steps[a, b] for a, b in pairwise(path))
        mass = float(np.exp(weight))
        total += mass
        names = [LABELS[label] for label in path]
        for first, name in enumerate(names):
            if name.startswith("B-"):
                last = first
                while last + 1 < len(names) and names[last + 1] == f"I-{name[2:]}":
                    last += 1
                key = (sentence[0] + first, sentence[0] + last, name[2:])
                likely[key] = likely.get(key, 0.0) + mass
    return {key: mass / total for key, mass in likely.items()}


@given(st.integers(0, 10_000), st.lists(st.integers(0, 5), min_size=1, max_size=4), st.integers(1, 3))
def test_stretches_are_as_likely_as_the_sum_over_all_labelings_says(seed: int, words: list[int], first: int) -> None:
    chain = model(seed)
    values = [f"w{i}" for i in words]  # w4 and w5 are unknown to the model
    sentences = [(0, min(first, len(words)))]
    if first < len(words):
        sentences.append((first, len(words)))
    columns = Columns([("w", values)], [(len(words) - 1, "mark")])
    wanted = {k: p for sentence in sentences for k, p in by_enumeration(chain, columns, sentence).items()}
    found = {(s.first, s.last, s.kind): s.probability for s in chain.stretches(columns, sentences)}
    assert found == pytest.approx({key: wanted[key] for key in found}, abs=1e-6)
    assert {key for key, chance in wanted.items() if chance > 0.041} <= set(found)


def test_neither_long_sentences_nor_large_weights_overflow() -> None:
    scores = np.full((1, 400, 3), 500.0)
    passes = forward_backward(scores, np.array([400]), np.ones((3, 3)))
    assert (passes.forward * passes.backward)[0].sum(axis=1) == pytest.approx(np.ones(400))


def test_a_model_that_was_saved_says_the_same_when_read_back(tmp_path: Path) -> None:
    examples = [Example([Columns([("w", ["a", "b", "c"])], [(1, "x")])], [(0, 3)], ["O", "B-Model", "O"])] * 3
    learnt = learn(examples, KINDS)
    learnt.save(tmp_path / "chain.npz")
    columns = Columns([("w", ["c", "b", "new"])], [(1, "x"), (0, "never seen")])
    read = ChainModel.load(tmp_path / "chain.npz")
    assert read.stretches(columns, [(0, 3)]) == learnt.stretches(columns, [(0, 3)])


def test_what_stands_in_all_examples_is_learnt() -> None:
    texts = (["we", "tune", "zog"], ["we", "try", "zog", "again"], ["they", "tune", "nothing"])
    examples = [
        Example(
            [Columns([("w", words)], [])],
            [(0, len(words))],
            [OUTSIDE if word != "zog" else "B-Model" for word in words],
        )
        for words in texts * 300
    ]
    chain = learn(examples, KINDS)
    found = chain.stretches(Columns([("w", ["they", "try", "zog"])], []), [(0, 3)])
    best = max(found, key=lambda stretch: stretch.probability)
    assert (best.first, best.last, best.kind) == (2, 2, "Model")
    assert best.probability > 0.6


def test_other_readings_of_a_text_count_as_much_as_the_first() -> None:
    # The mark is in one of two readings only: the word must carry the name alone.
    readings = [Columns([("w", ["we", "run", "zog"])], marks) for marks in ([(2, "known")], [])]
    chain = learn([Example(readings, [(0, 3)], ["O", "O", "B-Model"])] * 800, KINDS)
    alone = chain.stretches(readings[1], [(0, 3)])
    assert max(stretch.probability for stretch in alone) > 0.6


def test_a_text_without_sentences_has_no_stretches() -> None:
    assert model(1).stretches(Columns([("w", [])], []), []) == []
