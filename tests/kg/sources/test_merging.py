import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.sources.identity import group_keys
from kg.sources.merging import affected_papers, merge_records
from ontology.records import SourceRecord


def record(title="Ferry Logs", abstract="We read logs.", source="a.txt", line=1, **fields):
    return SourceRecord(source=source, line=line, title=title, abstract=abstract, **fields)


def ids(*records):
    return [paper.id.removeprefix("kgr:paper/") for paper in merge_records(records)]


def test_a_paper_met_in_two_sources_is_one_paper_that_remembers_both():
    first, second = record(source="b.txt", line=7), record(source="a.txt", line=3)
    (paper,) = merge_records([first, second])
    assert paper.records == (second, first)
    assert paper.sources == ("a.txt", "b.txt")


def test_the_same_record_twice_is_one_record():
    (paper,) = merge_records([record(), record()])
    assert paper.records == (record(),)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        pytest.param([record(), record("FERRY  LOGS!")], ["title/ferry-logs"], id="same-title"),
        pytest.param([record(r"T\"ULU 3"), record("Tülu 3")], ["title/tulu-3"], id="same-title-with-latex"),
        pytest.param([record("Llama 2"), record("Llama 3")], ["title/llama-2", "title/llama-3"], id="numbers-differ"),
        pytest.param([record(arxiv="2308.00001v1"), record(url="https://arxiv.org/abs/2308.00001v3")],
                     ["arxiv/2308.00001"], id="versions"),
        pytest.param([record(arxiv="2308.00001"), record("A New Title", arxiv="2308.00001")],
                     ["arxiv/2308.00001"], id="same-identifier-other-title"),
        pytest.param([record(arxiv="2308.00001"), record(arxiv="2308.00002")],
                     ["arxiv/2308.00001", "arxiv/2308.00002"], id="same-title-other-identifier"),
        pytest.param([record(arxiv="2308.00001"), record(identifier="P19-1001")],
                     ["arxiv/2308.00001"], id="preprint-and-proceedings"),
        pytest.param([record(), record(arxiv="2308.00002"), record(arxiv="2308.00001")],
                     ["arxiv/2308.00001", "arxiv/2308.00002"], id="without-identifier-joins-the-smallest"),
        pytest.param([record(doi="10.1234/x"), record("B", arxiv="2308.00001", doi="10.1234/X"),
                      record("B", identifier="P19-1001")], ["arxiv/2308.00001"], id="through-a-third"),
        pytest.param([record(identifier="p1"), record("Other", identifier="p1", source="b.txt")],
                     ["title/ferry-logs", "title/other"], id="own-ids-of-two-sources-mean-nothing"),
    ],
)  # fmt: skip
def test_records_are_grouped_by_identifier_and_title(records, expected):
    assert ids(*records) == expected


def test_a_record_without_identifier_is_with_the_smallest_id_of_its_title():
    plain, small, large = record(source="z.txt"), record(arxiv="2308.00001"), record(arxiv="2308.00002")
    first, second = merge_records([large, plain, small])
    assert first.records == (small, plain)
    assert second.records == (large,)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(["See https://hub.example/ferry.", "See https://mirror.hub.example.workers.test/ferry."],
                     "See https://hub.example/ferry.", id="mirror-the-shorter-wins"),
        pytest.param(["Code: hub.example/f/x now", "Code: mirror-of-hub.example/f/x now"], "Code: hub.example/f/x now",
                     id="mirror-without-scheme"),
        pytest.param(["We read.", "We read logs. Then we rest."], "We read logs. Then we rest.", id="longer-text-wins"),
        pytest.param(["Short, see https://a.example/" + "x" * 99, "A longer text."], "A longer text.",
                     id="addresses-do-not-make-it-longer"),
        pytest.param([r"Sabi\'a wins 5\%.", "Sabiá wins 5%."], "Sabiá wins 5%.", id="without-scars"),
        pytest.param(["We read logs!", "We read logs."], "We read logs!", id="code-points-decide"),
        pytest.param(["", "We read logs."], "We read logs.", id="any-before-none"),
    ],
)  # fmt: skip
def test_of_several_abstracts_one_wins_whatever_their_order(texts, expected):
    records = [record(abstract=text, source=f"{i}.txt") for i, text in enumerate(texts)]
    assert merge_records(records)[0].abstract == expected
    assert merge_records(records[::-1])[0].abstract == expected


def test_the_better_title_wins():
    (paper,) = merge_records([record(r"Sabi\'a"), record("SABIÁ"), record("Sabiá")])
    assert paper.title == "SABIÁ"


def test_other_fields_are_filled_from_whichever_record_has_them():
    (paper,) = merge_records(
        [
            record(date="2023", authors=("A",), url="https://example.org/long/ferry", identifier="f1"),
            record(date="2023-08-25", authors=("A", "B"), venue="Harbour", doi="10.1234/ABC"),
            record(date="2023-09-01", url="https://arxiv.org/abs/2308.00001v2"),
        ]
    )
    assert (paper.date, paper.authors, paper.venue) == ("2023-08-25", ("A", "B"), "Harbour")
    assert (paper.identifier, paper.doi, paper.arxiv) == ("f1", "10.1234/abc", "2308.00001")
    assert paper.url == "https://example.org/long/ferry"


RECORDS = st.builds(
    record,
    title=st.sampled_from(["Ferry Logs", "ferry logs", "Tide Tables", r"Tid\'e Tables", "Moon"]),
    abstract=st.sampled_from(["", "One.", "One https://a.example", "One https://mirror.a.example", "Other."]),
    source=st.sampled_from(["a.txt", "b.txt"]),
    line=st.integers(1, 3),
    identifier=st.sampled_from(["", "", "p1", "P19-1001", "P19-1002"]),
    doi=st.sampled_from(["", "", "10.1234/a", "10.1234/B"]),
    arxiv=st.sampled_from(["", "", "2308.00001", "2308.00002v3"]),
    date=st.sampled_from(["", "2023", "2023-08"]),
)
LISTS = st.lists(RECORDS, max_size=9)


@given(LISTS, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(records, random):
    shuffled = random.sample(records, len(records))
    assert merge_records(shuffled) == merge_records(records)


@given(LISTS, LISTS, LISTS)
def test_merging_in_steps_equals_merging_at_once(a, b, c):
    half = [found for paper in merge_records(a + b) for found in paper.records]
    assert merge_records(half + c) == merge_records(a + b + c)


@given(LISTS)
def test_every_record_is_in_one_paper_and_every_id_is_given_once(records):
    papers = merge_records(records)
    kept = [found for paper in papers for found in paper.records]
    assert sorted(kept) == sorted(set(records))
    assert [paper.id for paper in papers] == sorted({paper.id for paper in papers})
    for paper in papers:
        assert merge_records(paper.records) == [paper]


class MemoryStore:
    """Papers by id, found by group keys, as a store finds them."""

    def __init__(self, records):
        self.papers = {paper.id: paper for paper in merge_records(records)}

    def find(self, keys):
        return [paper for paper in self.papers.values() if any(keys & group_keys(found) for found in paper.records)]

    def replace(self, old, records):
        for paper in old:
            del self.papers[paper.id]
        new = {paper.id: paper for paper in merge_records(records)}
        assert not new.keys() & self.papers.keys()
        self.papers.update(new)


@settings(max_examples=200)
@given(LISTS, LISTS)
def test_adding_to_a_store_equals_building_afresh(stored, added):
    store = MemoryStore(stored)
    old = affected_papers(added, store.find)
    store.replace(old, [found for paper in old for found in paper.records] + added)
    assert store.papers == MemoryStore(stored + added).papers


@settings(max_examples=200)
@given(st.lists(RECORDS, min_size=1, max_size=9), st.data())
def test_removing_from_a_store_equals_building_afresh(stored, data):
    store = MemoryStore(stored)
    removed = data.draw(st.sampled_from(sorted(store.papers.values(), key=lambda paper: paper.id)))
    old = affected_papers(removed.records, store.find)
    assert removed in old
    gone = set(removed.records)
    store.replace(old, [found for paper in old for found in paper.records if found not in gone])
    assert store.papers == MemoryStore([found for found in stored if found not in gone]).papers
