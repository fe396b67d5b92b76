import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg.build
from kg.build import add, build, configuration_hash, remove
from kg.export import export
from kg.sources import merge_records
from kg.store import Store
from kg.validation import validate
from ontology.errors import KgError, StoreError, UnknownNameError
from ontology.folding import slug
from ontology.records import Entity, Extraction, Mention, Relation, SourceRecord
from ontology.terms import contract
from ontology.vocabulary import Concept, Vocabulary

ROOT = Path(kg.build.__file__).parents[1]
CONCEPTS = (
    Concept("kgr:model/alpha", "Model", "Alpha", kind="family"),
    Concept("kgr:model/alpha-2", "Model", "Alpha 2", ("ALPHA-2",), broader=("kgr:model/alpha",), kind="version"),
    Concept("kgr:model/beta", "Model", "Beta", based_on=("kgr:model/alpha-2",)),
    Concept("kgr:task/parsing", "Task", "parsing"),
    Concept("kgr:language/swh", "Language", "Swahili", broader=("kgr:language/group/bantu",), kind="natural"),
    Concept("kgr:language/group/bantu", "Language", "Bantu languages", kind="group"),
)


class Spotter:
    """A reader that knows names when it sees them: the vocabulary's, "Alpha 3" and up, whatever ends in "net"."""

    configuration = "spotter/1"

    def __init__(self, concepts=CONCEPTS):
        self.vocabulary = Vocabulary({concept.id: concept for concept in concepts})
        self._names = {label.casefold(): concept for concept in concepts for label in concept.labels}
        known = "|".join(sorted(map(re.escape, self._names), key=len, reverse=True))
        self._pattern = re.compile(rf"\b(?:alpha [3-9]|{known}|[a-z]+net)\b", re.IGNORECASE)

    def extract(self, paper):
        found = {}
        for match in self._pattern.finditer(paper.text):
            found.setdefault(self._identify(match[0]), []).append(Mention(match.start(), match.end(), match[0]))
        entities = []
        for (id_, type_, broader, kind), mentions in sorted(found.items()):
            relations = (self._relation(paper, type_, mentions[0]),)
            concept = self.vocabulary.concepts.get(id_)
            label = concept.pref_label if concept else mentions[0].text
            entities.append(Entity(id_, label, type_, tuple(mentions), relations, broader, kind, concept is None))
        return Extraction(paper, "method", tuple(entities))

    def _identify(self, name):
        concept = self._names.get(name.casefold())
        if concept:
            return concept.id, concept.type, concept.broader, concept.kind
        if name.casefold().startswith("alpha"):
            return f"kgr:model/{slug(name)}", "Model", ("kgr:model/alpha",), "version"
        return f"kgr:method/{slug(name)}", "Method", (), ""

    @staticmethod
    def _relation(paper, type_, mention):
        predicates = {"Model": "quantizes", "Method": "introduces", "Task": "addresses", "Language": "covers"}
        start = paper.text.rfind(".", 0, mention.start) + 1
        end = paper.text.find(".", mention.end)
        return Relation(predicates[type_], 0.5, start, end + 1 or len(paper.text), "spotter/1")


READER = Spotter()


def record(source, title, abstract, line=1, **values):
    return SourceRecord(source, line, title, abstract, **values)


ONE = record("a.txt", "One Paper on Parsing", "FooNet is new. It quantizes Alpha 2 for Swahili.", 1)
TWO = record("a.txt", "Two Papers in a Trench Coat", "We quantize ALPHA-2. FOONET helps.", 5)
THREE = record("b.txt", "Three Is a Crowd", "Beta is small. BarNet is smaller.", 1, date="2024-05")
ONE_AGAIN = record("b.txt", "One paper on parsing!", "FooNet is new. It quantizes Alpha 2 for Swahili and Beta.", 9)
RECORDS = [ONE, TWO, THREE, ONE_AGAIN]


def papers(*records):
    return merge_records(records)


def dump(store):
    out = BytesIO()
    export(store, "nquads", out)
    return out.getvalue().decode()


def dump_of(path):
    with Store.open(path) as store:
        return dump(store)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "papers.kg"


@pytest.fixture
def fresh(tmp_path):
    """The dump of a build from given records, in a folder of its own."""

    def of(*records):
        build(papers(*records), READER, tmp_path / "fresh.kg")
        return dump_of(tmp_path / "fresh.kg")

    return of


# Building


def test_a_build_reports_what_it_holds(path):
    report = build(papers(*RECORDS), READER, path)
    assert (report.papers, report.merged, report.read) == (3, 1, 3)
    assert report.statements == 9
    assert report.by_predicate["quantizes"] == 4
    assert report.by_type == {"Model": 3, "Dataset": 0, "Method": 2, "Task": 1, "Language": 2, "Metric": 0}
    assert report.entities == sum(report.by_type.values())
    assert sum(report.by_predicate.values()) == report.statements


def test_what_is_built_conforms(path):
    build(papers(*RECORDS), READER, path)
    with Store.open(path) as store:
        assert validate(store).violations == ()


def test_a_store_can_be_built_of_nothing(path):
    assert build([], READER, path).papers == 0
    with Store.open(path) as store:
        assert validate(store).violations == ()


def test_building_twice_gives_the_same_bytes(path):
    build(papers(*RECORDS), READER, path)
    first = dump_of(path)
    build(papers(*reversed(RECORDS)), READER, path)
    assert dump_of(path) == first


def test_chunks_do_not_show(path, monkeypatch, fresh):
    monkeypatch.setattr(kg.build, "_CHUNK", 1)
    build(papers(*RECORDS), READER, path)
    monkeypatch.undo()
    assert dump_of(path) == fresh(*RECORDS)


def test_progress_is_told_paper_by_paper(path):
    told = []
    build(papers(*RECORDS), READER, path, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_newest_paper_is_named(path):
    build(papers(*RECORDS), READER, path)
    with Store.open(path) as store:
        (row,) = store.select("SELECT ?paper { ?graph kg:newestPaper ?paper }")
    assert contract(row["paper"]) == papers(THREE)[0].id


def test_papers_that_were_not_merged_are_refused(path):
    (paper,) = papers(ONE)
    with pytest.raises(ValueError, match="merge them first"):
        build([paper, paper], READER, path)
    assert not path.exists()


@pytest.mark.parametrize("epoch", ["soon", "9" * 30])
def test_a_source_date_that_is_no_time_is_refused(path, monkeypatch, epoch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(KgError, match="SOURCE_DATE_EPOCH"):
        build(papers(ONE), READER, path)


def test_the_time_of_a_build_is_in_the_graph_only_if_it_is_fixed(path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    build(papers(ONE), READER, path)
    assert "/created>" not in dump_of(path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    build(papers(ONE), READER, path)
    assert '"2023-11-14T22:13:20Z"' in dump_of(path)
    with Store.open(path) as store:
        assert store.manifest.built_at == "2023-11-14T22:13:20+00:00"
        assert validate(store).violations == ()


# Adding and removing


@pytest.mark.parametrize(
    ("before", "added", "after"),
    [
        pytest.param([ONE], [TWO, THREE], [ONE, TWO, THREE], id="others"),
        pytest.param([ONE, THREE], [ONE_AGAIN], [ONE, THREE, ONE_AGAIN], id="a paper met before"),
        pytest.param([ONE, TWO], [ONE], [ONE, TWO], id="the same again"),
    ],
)
def test_adding_gives_what_a_build_from_all_would(path, fresh, before, added, after):
    build(papers(*before), READER, path)
    report = add(papers(*added), READER, path)
    assert dump_of(path) == fresh(*after)
    assert report.papers == len(papers(*after))


def test_a_paper_that_stays_as_it_is_is_not_read_again(path):
    build(papers(ONE, TWO), READER, path)
    report = add(papers(ONE, THREE), READER, path)
    assert (report.read, report.unchanged, report.removed) == (1, 1, 0)


def test_a_file_that_has_changed_is_added_in_the_place_of_what_it_said(path, fresh):
    corrected = record("a.txt", "One Paper on Parsing", "BarNet is new, and quantizes Beta.", 3)
    build(papers(ONE, TWO, ONE_AGAIN), READER, path)
    add(papers(corrected), READER, path)
    assert dump_of(path) == fresh(corrected, TWO, ONE_AGAIN)


def test_an_identifier_that_comes_later_renames_the_paper(path, fresh):
    known = record("c.jsonl", "One Paper on Parsing", "FooNet is new.", arxiv="2401.00001")
    build(papers(ONE, TWO), READER, path)
    report = add(papers(known), READER, path)
    assert (report.read, report.removed) == (1, 1)
    assert dump_of(path) == fresh(ONE, TWO, known)


def saying(text, line=1):
    return record("c.txt", f"Title {line}", text, line)


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        pytest.param([ONE, ONE_AGAIN], [TWO, THREE], id="a paper of two sources"),
        pytest.param([saying("Swahili.")], [TWO], id="the last of its kind, with what is above it"),
        pytest.param([saying("ALPHA.", 1)], [saying("Alpha 2.", 2)], id="what is above something still used"),
        pytest.param([saying("Alpha 2.", 1)], [saying("ALPHA.", 2)], id="what is below something still used"),
        pytest.param([saying("Alpha 3.", 1)], [saying("Parsing.", 2)], id="coined, and a known one above it"),
        pytest.param([saying("Alpha 3.", 1)], [saying("Beta.", 2)], id="one of two below another"),
        pytest.param([saying("ALPHA 3.", 1)], [saying("Alpha 3.", 2)], id="one of two forms of a name"),
        pytest.param([saying("Parsing.", 1)], [], id="the last paper"),
    ],
)
def test_removing_gives_what_a_build_without_it_would(path, fresh, gone, left):
    build(papers(*gone, *left), READER, path)
    report = remove([paper.id for paper in papers(*gone)], READER, path)
    assert (report.papers, report.removed) == (len(left), 1)
    assert dump_of(path) == fresh(*left)


def test_the_label_of_a_coined_entity_follows_the_papers_that_are_left(path):
    build(papers(ONE, TWO, record("c.txt", "Nets", "FOONET again.")), READER, path)

    def label():
        with Store.open(path) as store:
            return store.select("SELECT ?label { <https://w3id.org/paperkg/method/foonet> skos:prefLabel ?label }")

    assert label() == [{"label": "FOONET"}]
    remove([papers(TWO)[0].id], READER, path)
    assert label() == [{"label": "FOONET"}], "one each: the first in code point order"
    remove([papers(record("c.txt", "Nets", ""))[0].id], READER, path)
    assert label() == [{"label": "FooNet"}]


def test_removing_what_is_not_there_removes_nothing(path):
    build(papers(ONE, TWO), READER, path)
    before = dump_of(path)
    with pytest.raises(UnknownNameError, match="kgr:paper/title/nowhere"):
        remove([papers(ONE)[0].id, "kgr:paper/title/nowhere"], READER, path)
    assert dump_of(path) == before


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Spotter((*CONCEPTS, Concept("kgr:task/qa", "Task", "QA"))), id="vocabulary"),
        pytest.param(type("Spotter2", (Spotter,), {"configuration": "spotter/2"})(), id="components"),
    ],
)
def test_a_store_is_not_changed_with_another_configuration(path, other):
    build(papers(ONE), READER, path)
    before = dump_of(path)
    for change in (lambda: add(papers(TWO), other, path), lambda: remove([papers(ONE)[0].id], other, path)):
        with pytest.raises(StoreError, match="another version of paperkg or another vocabulary") as caught:
            change()
        assert "--vocabulary" in caught.value.hint
    assert dump_of(path) == before


def test_the_configuration_is_the_same_for_the_same_concepts_in_any_order():
    assert configuration_hash(READER) == configuration_hash(Spotter(CONCEPTS[::-1]))


def test_adding_needs_a_store(path):
    with pytest.raises(StoreError, match="no store"):
        add(papers(ONE), READER, path)
    assert not path.exists()


# Whatever is done in whatever order. These stores live in memory: what is tested is what is written, not where.

TITLES = ["On Foo", "on foo", "On Bar", "On Bar and Baz"]
SENTENCES = [
    "FooNet", "FOONET", "foonet", "Alpha", "ALPHA", "Alpha 2", "alpha-2", "Alpha 3", "ALPHA 3", "Beta", "Swahili",
]  # fmt: skip
ANY_RECORD = st.builds(
    record,
    source=st.sampled_from(["a.txt", "b.txt", "c.txt"]),
    title=st.sampled_from(TITLES),
    abstract=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(". ".join),
    line=st.integers(1, 3),
    arxiv=st.sampled_from(["", "", "2401.00001", "2401.00002"]),
    doi=st.sampled_from(["", "", "10.1000/x"]),
    date=st.sampled_from(["", "2023", "2024-01-02"]),
)
BATCH = st.lists(ANY_RECORD, min_size=1, max_size=4)
STEPS = st.lists(BATCH | st.integers(0, 99), max_size=4)


class MemoryWriter:
    def __init__(self):
        self.graph = ox.Store()
        self.previous = None
        self.path = Path("memory.kg")

    def publish(self, **_):
        pass


@contextmanager
def writing_to(writer):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "writer", contextmanager(lambda *_, **__: (yield writer)))
        yield


def merged_into(stored, added):
    """What a file added again means: its records replace those of the same source that they would merge with."""
    keys = {(new.source, key) for new in added for key in kg.build.group_keys(new)}
    return {old for old in stored if not any((old.source, key) in keys for key in kg.build.group_keys(old))} | set(
        added
    )


@settings(deadline=None, max_examples=200)
@given(BATCH, STEPS)
def test_any_sequence_of_changes_gives_what_one_build_would(first, steps):
    held, writer = set(first), MemoryWriter()
    with writing_to(writer):
        build(papers(*held), READER, "memory.kg")
        for step in steps:
            if isinstance(step, list):
                add(papers(*step), READER, "memory.kg")
                held = merged_into(held, step)
            elif held:
                there = papers(*held)
                gone = there[step % len(there)]
                remove([gone.id], READER, "memory.kg")
                held -= set(gone.records)
    fresh = MemoryWriter()
    with writing_to(fresh):
        build(papers(*held), READER, "memory.kg")
    assert dump(Store(writer.graph)).splitlines() == dump(Store(fresh.graph)).splitlines()


# Dying half-way

KILLED = """
import os, signal, sys
from importlib.util import module_from_spec, spec_from_file_location
spec = spec_from_file_location("tests_of_build", sys.argv[1])
tests = module_from_spec(spec)
spec.loader.exec_module(tests)
command, path, moment = sys.argv[2:]

def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if moment == "publishing":
    import kg.store
    kg.store._write_manifest = kill
change = {"build": tests.build, "add": tests.add}[command]
change(tests.papers(tests.THREE, tests.ONE_AGAIN), tests.READER, path, progress=kill if moment == "reading" else None)
"""


@pytest.mark.parametrize("command", ["build", "add"])
@pytest.mark.parametrize("moment", ["reading", "publishing"])
def test_a_command_that_is_killed_leaves_the_store_as_it_was(path, fresh, command, moment):
    build(papers(ONE, TWO), READER, path)
    before = dump_of(path)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, __file__, command, str(path), moment],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert dump_of(path) == before
    assert len(list(path.glob("graph-*"))) == 2, "it had begun"
    add(papers(THREE, ONE_AGAIN), READER, path)
    assert dump_of(path) == fresh(*RECORDS)


HASHED = """
import sys
from hashlib import sha256
from importlib.util import module_from_spec, spec_from_file_location
from io import BytesIO
spec = spec_from_file_location("tests_of_build", sys.argv[1])
tests = module_from_spec(spec)
spec.loader.exec_module(tests)
tests.build(tests.papers(*tests.RECORDS), tests.READER, sys.argv[2])
from kg.export import FORMATS, export
with tests.Store.open(sys.argv[2]) as store:
    for name in FORMATS:
        out = BytesIO()
        export(store, name, out)
        print(name, sha256(out.getvalue()).hexdigest())
"""


def test_the_order_of_sets_does_not_show_in_any_export(tmp_path):
    """Two processes with other hashes of strings write the same bytes in every format."""
    first, second = (
        subprocess.run(
            [sys.executable, "-c", HASHED, __file__, str(tmp_path / f"{seed}.kg")],
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    )
    assert first == second
    assert len(first.splitlines()) == 8
