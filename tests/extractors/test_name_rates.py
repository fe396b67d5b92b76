from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from extractors.name_rates import NameRates, spellings

PAPERS = [
    ({"zog", "tuning"}, {("Model", "zog")}),
    ({"zog", "tuning"}, {("Model", "zog"), ("Method", "tuning")}),
    ({"zog", "tuning"}, {("Dataset", "zog")}),
]


def test_a_rate_is_of_the_type_and_of_all_papers_that_hold_the_spelling() -> None:
    rates = NameRates.learn(PAPERS)
    assert rates.of("Model", "zog") == (2, 3)
    assert rates.of("Dataset", "zog") == (1, 3)
    assert rates.of("Method", "tuning") == (1, 3)
    assert rates.of("Method", "zog") == (0, 3)


def test_what_was_never_a_name_is_unknown() -> None:
    assert NameRates.learn([({"the"}, set())]).of("Method", "the") == (0, 0)


def test_a_name_that_the_text_spells_otherwise_counts_as_held() -> None:
    assert NameRates.learn([(set(), {("Model", "zog")})]).of("Model", "zog") == (1, 1)


@given(st.integers(0, 2))
def test_without_a_paper_is_as_if_it_had_never_been_counted(number: int) -> None:
    others = NameRates.learn(paper for i, paper in enumerate(PAPERS) if i != number)
    less = NameRates.learn(PAPERS).without(*PAPERS[number])
    for type in ("Model", "Dataset", "Method"):
        assert less.of(type, "zog") == others.of(type, "zog")


def test_counts_that_are_read_back_are_those_that_were_saved(tmp_path: Path) -> None:
    rates = NameRates.learn(PAPERS)
    rates.save(tmp_path / "rates.npz")
    assert NameRates.load(tmp_path / "rates.npz") == rates


def test_spellings_are_folded_and_cross_hyphens() -> None:
    assert set(spellings(["Zog", "-", "2"])) == {"zog", "zog2", "2"}
