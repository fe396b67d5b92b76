from __future__ import annotations

from pathlib import Path

import pytest

from extractors.linear import WIDTH, LinearModel, columns

pytest.importorskip("sklearn", reason="training needs the extra 'train'")


def learnt() -> LinearModel:
    examples = [(["red", "round"], frozenset({"apple"})), (["yellow", "long"], frozenset({"banana"}))] * 8
    return LinearModel.learn(examples, ("apple", "banana", "never"), penalty=1.0)


def test_what_was_learnt_is_told_apart() -> None:
    scores = learnt().scores(["red", "round"])
    assert scores["apple"] > 0 > scores["banana"]


def test_a_class_without_an_example_is_never_likely() -> None:
    assert learnt().scores(["red"])["never"] < -5


def test_a_model_survives_its_file_and_the_file_is_always_the_same(tmp_path: Path) -> None:
    model = learnt()
    model.save(tmp_path / "one.npz")
    model.save(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    again = LinearModel.load(tmp_path / "one.npz")
    assert again.classes == model.classes
    assert again.scores(["yellow", "red"]) == model.scores(["yellow", "red"])


def test_columns_are_stable_and_inside_the_model() -> None:
    found = columns(["a", "b", "a", "é"])
    assert found == sorted(set(found))
    assert all(0 <= column < WIDTH for column in found)
    assert columns(["a"]) == [0xE8B7BE43 % WIDTH]
