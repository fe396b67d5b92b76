from __future__ import annotations

import pytest

from ontology.records import Entity, Extraction, Mention, Paper, Relation, SourceRecord

PAPER = Paper(id="kgr:paper/title/a-title", title="A title", abstract="We quantize Llama 2.")


def entity(mention: Mention, *relations: Relation) -> Entity:
    return Entity("kgr:model/llama-2", "Llama 2", "Model", (mention,), relations)


def test_an_extraction_holds_mentions_that_stand_where_they_say() -> None:
    text = PAPER.text
    start = text.index("Llama 2")
    found = entity(Mention(start, start + 7, "Llama 2"), Relation("quantizes", 0.9, 8, 28, "test/1"))
    extraction = Extraction(PAPER, "method", (found,))
    assert extraction.as_json()["entities"][0]["mentions"] == [{"start": start, "end": start + 7, "text": "Llama 2"}]
    assert text[8:28] == "We quantize Llama 2."


def test_a_mention_that_is_not_in_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="is not at 0:7"):
        Extraction(PAPER, "method", (entity(Mention(0, 7, "Llama 2")),))


def test_evidence_past_the_end_of_the_text_is_refused() -> None:
    start = PAPER.text.index("Llama 2")
    bad = entity(Mention(start, start + 7, "Llama 2"), Relation("quantizes", 0.9, 0, 999, "test/1"))
    with pytest.raises(ValueError, match="ends past the text"):
        Extraction(PAPER, "method", (bad,))


def test_a_predicate_that_cannot_point_to_the_type_is_refused() -> None:
    with pytest.raises(ValueError, match="covers cannot point to"):
        entity(Mention(0, 7, "Llama 2"), Relation("covers", 0.9, 0, 5, "test/1"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("admires", 0.5, 0, 5, "t/1"), "unknown predicate"),
        (("uses", 1.5, 0, 5, "t/1"), "between 0 and 1"),
        (("uses", 0.5, 5, 5, "t/1"), "empty or reversed"),
    ],
)
def test_a_relation_checks_itself(arguments: tuple[str, float, int, int, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Relation(*arguments)


def test_a_source_record_needs_a_title_and_a_line() -> None:
    with pytest.raises(ValueError, match=r"papers.txt:3: a paper without a title"):
        SourceRecord("papers.txt", 3, "  ")
    with pytest.raises(ValueError, match="start at 1"):
        SourceRecord("papers.txt", 0, "A title")


def test_a_paper_remembers_each_source_once() -> None:
    records = (
        SourceRecord("b.txt", 4, "A title"),
        SourceRecord("a.txt", 1, "A title"),
        SourceRecord("a.txt", 9, "A title"),
    )
    assert Paper(id="kgr:paper/x", title="A title", abstract="", records=records).sources == ("a.txt", "b.txt")


def test_surfaces_come_in_order_of_appearance_and_once() -> None:
    mentions = (Mention(0, 2, "B1"), Mention(5, 7, "A1"), Mention(9, 11, "B1"))
    assert Entity("kgr:model/b1", "B1", "Model", mentions, ()).surfaces == ("B1", "A1")
