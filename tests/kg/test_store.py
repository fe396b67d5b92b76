import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg.store
from kg.store import Store
from ontology.errors import QueryError, StoreError
from ontology.terms import PREFIXES

ROOT = Path(kg.store.__file__).parents[1]
EX = "https://example.org/"


def quad(subject, predicate, value, graph="g"):
    term = ox.NamedNode(EX + value) if isinstance(value, str) else ox.Literal(value)
    return ox.Quad(ox.NamedNode(EX + subject), ox.NamedNode(EX + predicate), term, ox.NamedNode(EX + graph))


def write(path, *quads, empty=True):
    with Store.writer(path, empty=empty) as writer:
        writer.graph.extend(quads)
        writer.publish(configuration="c0ffee")


def subjects(path):
    with Store.open(path) as store:
        return [row["s"] for row in store.select("SELECT DISTINCT ?s { ?s ?p ?o } ORDER BY ?s")]


def generations(path):
    return sorted(entry.name for entry in path.glob("graph-*"))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "papers.kg"


# Writing and reading


def test_what_is_published_is_read(path):
    write(path, quad("a", "p", "x"))
    assert subjects(path) == [EX + "a"]
    with Store.open(path) as store:
        assert store.manifest.configuration == "c0ffee"


def test_a_change_starts_from_what_is_there_and_a_build_from_nothing(path):
    write(path, quad("a", "p", "x"))
    write(path, quad("b", "p", "x"), empty=False)
    assert subjects(path) == [EX + "a", EX + "b"]
    write(path, quad("c", "p", "x"))
    assert subjects(path) == [EX + "c"]


def test_what_is_not_published_is_lost_and_harms_nothing(path):
    write(path, quad("a", "p", "x"))
    with Store.writer(path, empty=False) as writer:
        writer.graph.add(quad("b", "p", "x"))
    with pytest.raises(ZeroDivisionError), Store.writer(path) as writer:  # noqa: PT012
        writer.graph.add(quad("c", "p", "x"))
        raise ZeroDivisionError
    assert subjects(path) == [EX + "a"]
    assert generations(path) == ["graph-1"]


def test_a_reader_keeps_its_view_while_others_write(path):
    write(path, quad("a", "p", "x"))
    with Store.open(path) as early:
        write(path, quad("b", "p", "x"), empty=False)
        write(path, quad("c", "p", "x"))
        assert [row["s"] for row in early.select("SELECT ?s { ?s ?p ?o }")] == [EX + "a"]
        assert subjects(path) == [EX + "c"]
        assert generations(path) == ["graph-1", "graph-3"], "what is read is not deleted"
    write(path, quad("d", "p", "x"))
    assert generations(path) == ["graph-4"]


def test_a_published_generation_never_changes(path):
    write(path, quad("a", "p", "x"))
    before = {file.name: file.read_bytes() for file in (path / "graph-1").iterdir() if file.name != "LOCK"}
    with Store.open(path):
        write(path, quad("b", "p", "x"), empty=False)
        after = {file.name: file.read_bytes() for file in (path / "graph-1").iterdir() if file.name != "LOCK"}
    assert after == before


def test_a_store_that_is_replaced_while_it_is_opened_is_opened_again(path, monkeypatch):
    write(path, quad("a", "p", "x"))
    share = kg.store._share

    def replaced_just_now(generation):
        monkeypatch.setattr(kg.store, "_share", share)
        write(path, quad("b", "p", "x"))
        return share(generation)

    monkeypatch.setattr(kg.store, "_share", replaced_just_now)
    assert subjects(path) == [EX + "b"]


KILLED = """
import os, signal, sys
import pyoxigraph as ox
from kg.store import Store
path, moment = sys.argv[1:]
with Store.writer(path, empty=moment == "build") as writer:
    node = ox.NamedNode("https://example.org/lost")
    writer.graph.extend([ox.Quad(node, node, node, node)])
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("moment", ["build", "add"])
def test_a_killed_writer_loses_nothing_and_leaves_no_lock(path, moment):
    write(path, quad("a", "p", "x"))
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), moment], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    assert generations(path) == ["graph-1", "graph-2"]
    assert subjects(path) == [EX + "a"]
    write(path, quad("b", "p", "x"), empty=False)
    assert subjects(path) == [EX + "a", EX + "b"]
    assert generations(path) == ["graph-2"], "leftovers are swept, old generations too"


def test_a_second_writer_is_told_who_writes(path):
    with (
        Store.writer(path, empty=True),
        pytest.raises(StoreError, match=f"another process \\({os.getpid()}\\)"),
        Store.writer(path, empty=True),
    ):
        pass


def test_a_store_can_be_built_into_an_empty_folder(path):
    path.mkdir()
    write(path, quad("a", "p", "x"))
    assert subjects(path) == [EX + "a"]


# What can be wrong


def test_a_missing_store_says_how_to_build_one(path):
    with pytest.raises(StoreError, match="no store at") as caught:
        Store.open(path)
    assert "kg build" in caught.value.hint


@pytest.mark.parametrize("kind", ["file", "folder"])
@pytest.mark.parametrize("use", [Store.open, lambda path: Store.writer(path).__enter__()], ids=["read", "change"])
def test_what_is_not_a_store_is_not_opened_as_one(path, kind, use):
    if kind == "file":
        path.write_text("mine")
    else:
        path.mkdir()
        (path / "thesis.tex").write_text("mine")
    with pytest.raises(StoreError, match="is not a store"):
        use(path)


def test_a_build_never_touches_a_folder_that_holds_something_else(path):
    path.mkdir()
    (path / "thesis.tex").write_text("mine")
    with pytest.raises(StoreError, match=r"thesis\.tex"), Store.writer(path, empty=True):
        pass
    assert [entry.name for entry in path.iterdir()] == ["thesis.tex"]


def test_a_build_in_the_place_of_a_file_is_refused(path):
    path.write_text("mine")
    with pytest.raises(StoreError, match=r"papers\.kg"), Store.writer(path, empty=True):
        pass
    assert path.read_text() == "mine"


def test_a_first_build_that_died_is_no_store_and_can_be_repeated(path):
    with Store.writer(path, empty=True):
        pass
    with pytest.raises(StoreError, match="never finished"):
        Store.open(path)
    write(path, quad("a", "p", "x"))
    assert subjects(path) == [EX + "a"]


def test_a_store_of_another_format_says_so(path):
    write(path, quad("a", "p", "x"))
    manifest = json.loads((path / "manifest.json").read_text())
    (path / "manifest.json").write_text(json.dumps(manifest | {"format": 99, "shards": 3}))
    with pytest.raises(StoreError, match="format 99"):
        Store.open(path)
    write(path, quad("b", "p", "x"))
    assert subjects(path) == [EX + "b"], "a build may replace it"


def _truncate_manifest(path):
    (path / "manifest.json").write_text('{"format": 1, "gener')


def _lose_generation(path):
    (path / "graph-1").rename(path.parent / "elsewhere")


def _overwrite_database(path):
    (path / "graph-1" / "CURRENT").write_text("garbage")


@pytest.mark.parametrize("harm", [_truncate_manifest, _lose_generation, _overwrite_database])
@pytest.mark.parametrize("use", [Store.open, lambda path: Store.writer(path).__enter__()], ids=["read", "change"])
def test_a_damaged_store_says_so(path, harm, use):
    write(path, quad("a", "p", "x"))
    harm(path)
    with pytest.raises(StoreError, match="is damaged") as caught:
        use(path)
    assert "kg build" in caught.value.hint


def test_a_build_over_a_damaged_store_deletes_nothing_until_it_is_whole(path):
    write(path, quad("a", "p", "x"))
    _truncate_manifest(path)
    with Store.writer(path, empty=True):
        pass
    assert "graph-1" in generations(path)
    write(path, quad("b", "p", "x"))
    assert subjects(path) == [EX + "b"]
    assert len(generations(path)) == 1


def test_a_closed_store_says_so(path):
    write(path, quad("a", "p", "x"))
    store = Store.open(path)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="is closed"):
        store.ask("ASK {}")


def test_a_published_generation_cannot_be_changed(path):
    with Store.writer(path, empty=True) as writer:
        writer.publish()
        with pytest.raises(StoreError, match="published"):
            writer.graph.add(quad("a", "p", "x"))


# Queries


@pytest.fixture(scope="module")
def store():
    return Store.in_memory(
        [
            quad("a", "knows", "b", "g1"),
            quad("a", "knows", "b", "g2"),
            quad("a", "knows", "b", "g3"),
            quad("b", "age", 7, "g1"),
            quad("b", "height", 1.5, "g1"),
            quad("b", "tall", True, "g1"),
            ox.Quad(ox.NamedNode(EX + "b"), ox.NamedNode(EX + "name"), ox.Literal("Bo"), ox.NamedNode(EX + "g2")),
        ]
    )


def test_values_are_plain_and_what_is_unbound_is_left_out(store):
    (row,) = store.select(
        f"PREFIX e: <{EX}> SELECT * {{ ?s e:age ?age ; e:height ?height ; e:tall ?tall ; e:name ?name"
        " OPTIONAL { ?s e:none ?none } }"
    )
    assert row == {"s": EX + "b", "age": 7, "height": 1.5, "tall": True, "name": "Bo"}
    assert [type(row[name]) for name in ("age", "height", "tall", "name")] == [int, float, bool, str]


def test_the_union_repeats_a_triple_for_each_of_its_graphs_unless_counted_distinct(store):
    """A trap of Oxigraph 0.5: this is why shared facts stand in one graph, and counts are of distinct things."""
    (row,) = store.select(f"SELECT (COUNT(?s) AS ?all) (COUNT(DISTINCT ?s) AS ?distinct) {{ ?s <{EX}knows> ?o }}")
    assert row == {"all": 3, "distinct": 1}


def test_a_query_may_name_its_graphs(store):
    assert store.select(f"SELECT ?s FROM <{EX}g1> {{ ?s <{EX}knows> ?o }}") == [{"s": EX + "a"}]
    assert not store.ask(f"ASK FROM <{EX}g1> {{ ?s <{EX}name> ?o }}")
    assert store.ask(f"ASK {{ GRAPH <{EX}g2> {{ ?s <{EX}name> ?o }} }}")


def test_prefixes_are_declared_already_and_can_be_declared_otherwise(store):
    assert not store.ask("ASK { ?s a kg:Paper }")
    assert store.ask(f"PREFIX kg: <{EX}> ASK {{ ?s kg:knows ?o }}")


def test_a_graph_can_be_constructed(store):
    result = store.query(f"CONSTRUCT {{ ?o <{EX}known> ?s }} WHERE {{ ?s <{EX}knows> ?o }}")
    assert {triple.predicate.value for triple in result} == {EX + "known"}


@pytest.mark.parametrize("sparql", ["ASK {}", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"])
def test_select_takes_select_queries_only(store, sparql):
    with pytest.raises(QueryError, match="SELECT"):
        store.select(sparql)


def test_ask_takes_ask_queries_only(store):
    with pytest.raises(QueryError, match="ASK"):
        store.ask("SELECT * {}")


def test_a_query_that_fails_as_it_runs_is_a_query_error(store):
    with pytest.raises(QueryError, match="not supported"):
        store.select(f"SELECT (<{EX}f>(1) AS ?x) {{}}")


def test_rdflib_sees_the_union_of_all_graphs(path):
    write(path, quad("a", "p", "x", "g1"), quad("b", "p", "x", "g2"))
    with Store.open(path) as store:
        dataset = store.dataset()
        found = dataset.query("SELECT ?s { ?s ?p ?o } ORDER BY ?s")
        assert [str(row.s) for row in found] == [EX + "a", EX + "b"]
        assert {str(graph) for _, _, _, graph in dataset.quads()} == {EX + "g1", EX + "g2"}
        assert str(dict(dataset.namespaces())["kg"]) == PREFIXES["kg"]
