from itertools import pairwise
from pathlib import Path

import pytest

from kg.gold import locate, read_gold
from ontology.errors import SourceError

GOLD = Path(__file__).parents[1] / "data" / "gold" / "annotated.jsonl"


def test_annotated_papers_are_read_with_their_entities():
    papers = list(read_gold(GOLD))
    assert [paper.paper.identifier for paper in papers] == ["g1", "g2", "g3"]
    assert papers[1].entities[2].relations == {"quantizes", "evaluates"}


def test_surfaces_are_located_without_overlap_and_point_at_their_text():
    for gold in read_gold(GOLD):
        text = gold.paper.text
        found = locate(text, gold)
        assert {index for _, _, index in found} == set(range(len(gold.entities)))
        for start, end, index in found:
            assert text[start:end] in gold.entities[index].surfaces
        assert all(one[1] <= other[0] for one, other in pairwise(found))


def test_surfaces_with_latex_are_found_in_the_decoded_text_too():
    gold = list(read_gold(GOLD))[1]
    assert locate("We like Sabiá.", gold) == [(8, 13, 3)]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "annotated paper"),
        ('{"id": "x"}', "paper_type"),
        ('{"id":"x","title":"T","abstract":"A","paper_type":"poem","entities":[]}', "poem"),
        ('{"id":"x","title":"T","abstract":"A","paper_type":"method","entities":[{"type":"Planet"}]}', "Planet"),
    ],
)
def test_a_line_that_is_no_annotated_paper_is_refused_with_its_place(tmp_path, line, message):
    path = tmp_path / "bad.jsonl"
    path.write_text(GOLD.read_text().splitlines()[0] + "\n" + line + "\n")
    with pytest.raises(SourceError, match=r"bad\.jsonl:2.*" + message):
        list(read_gold(path))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"none\.jsonl: No such file"):
        list(read_gold(tmp_path / "none.jsonl"))


def test_a_file_without_papers_is_named(tmp_path):
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(SourceError, match=r"empty\.jsonl: empty file"):
        list(read_gold(tmp_path / "empty.jsonl"))


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceError, match=r"bytes\.jsonl: not valid UTF-8"):
        list(read_gold(tmp_path / "bytes.jsonl"))
