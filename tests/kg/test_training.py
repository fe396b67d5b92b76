from pathlib import Path

import pytest

from extractors import weights
from kg.gold import read_gold
from ontology.errors import KgError
from ontology.vocabulary import load_vocabulary

GOLD = Path(__file__).parents[1] / "data" / "gold" / "annotated.jsonl"


def test_training_twice_gives_the_same_files(tmp_path):
    pytest.importorskip("sklearn", reason="training needs the extra 'train'")
    from kg.training import train

    papers = list(read_gold(GOLD)) * 4
    for name in ("one", "two"):
        train(papers, load_vocabulary(), tmp_path / name, field=3)
    for file in (weights.CHAIN, weights.NAME_RATES, weights.PROPOSALS, weights.RELATIONS, weights.PAPER_TYPE):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_every_paper_is_read_by_models_that_had_not_seen_it(tmp_path):
    pytest.importorskip("sklearn", reason="training needs the extra 'train'")
    from kg.training import train

    papers = list(read_gold(GOLD)) * 4
    read = list(train(papers, load_vocabulary(), tmp_path).extractions())
    assert [gold for gold, _ in read] == papers
    for gold, extraction in read:
        text = gold.paper.text
        assert extraction.paper == gold.paper
        assert all(text[m.start : m.end] == m.text for e in extraction.entities for m in e.mentions)
    assert any(extraction.entities for _, extraction in read)


def test_too_few_papers_are_refused_and_nothing_is_written(tmp_path):
    pytest.importorskip("sklearn", reason="training needs the extra 'train'")
    from kg.training import train

    with pytest.raises(KgError, match="3 annotated papers are too few"):
        train(list(read_gold(GOLD)), load_vocabulary(), tmp_path / "weights")
    assert not (tmp_path / "weights").exists()


def test_the_packaged_weights_are_small():
    folder = Path(weights.__file__).parent
    sizes = {file.name: file.stat().st_size for file in folder.iterdir() if file.suffix == ".npz"}
    assert set(sizes) == {
        weights.CHAIN,
        weights.NAME_RATES,
        weights.PROPOSALS,
        weights.RELATIONS,
        weights.PAPER_TYPE,
    }
    assert sum(sizes.values()) < 20_000_000
