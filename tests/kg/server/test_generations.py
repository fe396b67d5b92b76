"""The store is replaced under a running server: each request sees one generation, the next one sees the new."""

import shutil
import threading
import time

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.server.limits import Limits
from kg.server.session import Session, store_version
from kg.store import Store
from ontology.errors import StoreError
from ontology.terms import PREF_LABEL

#: One number, asked twice in one query: whatever is read at two times would differ.
TWICE = """SELECT ?label {
  { SELECT (MAX(?n) AS ?a) { GRAPH <urn:a> { ?s <urn:number> ?n } } }
  { SELECT (MAX(?n) AS ?b) { GRAPH <urn:b> { ?s <urn:number> ?n } } }
  BIND (CONCAT(STR(?a), "=", STR(?b)) AS ?label)
}"""


def publish(path, number):
    with Store.writer(path, empty=True) as writer:
        for graph in ("urn:a", "urn:b"):
            writer.graph.add(Quad(NamedNode("urn:x"), NamedNode("urn:number"), Literal(number), NamedNode(graph)))
        writer.publish()


def label(answer):
    assert answer.status == 200, answer.text
    return answer.json()["results"]["bindings"][0]["label"]["value"]


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "papers.kg"
    publish(path, 1)
    return path


def test_the_next_request_sees_the_new_generation(store, start):
    with start(store) as client:
        for number in (1, 2, 3):
            publish(store, number)
            for _ in range(3):
                assert label(client.query(TWICE)) == f"{number}={number}"


def test_every_answer_comes_from_one_generation_while_others_are_written(store, start):
    with start(store) as client:
        seen = []
        stop = threading.Event()

        def read():
            while not stop.is_set():
                seen.append(label(client.query(TWICE)))

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        for number in range(2, 8):
            publish(store, number)
            time.sleep(0.05)
        stop.set()
        for reader in readers:
            reader.join()
        assert label(client.query(TWICE)) == "7=7"
    assert seen
    pairs = [one.split("=") for one in seen]
    assert all(first == second for first, second in pairs)


def test_a_query_goes_on_in_its_generation_when_another_takes_its_place(store, start):
    with start(store, limits=Limits(timeout_s=2)) as client:
        answers = []
        many = " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(30))  # the two triples of this store, thirty times over
        endless = f"SELECT (COUNT(*) AS ?n) {{ {many} }}"
        running = threading.Thread(target=lambda: answers.append(client.query(endless)))
        running.start()
        while not client.get("/health").json()["sparql"]["running"]:
            time.sleep(0.01)
        for number in (2, 3):  # the second writer would delete the first generation, were it not in use
            publish(store, number)
        assert label(client.query(TWICE)) == "3=3"
        running.join()
        assert answers[0].status == 503
        assert "2 s" in answers[0].text  # it ran until its time was up, and found its files all the while


def test_pictures_are_kept_until_the_next_generation(store_path, start, tmp_path):
    path = tmp_path / "copy.kg"
    shutil.copytree(store_path, path)
    with start(path) as client:
        before = client.get("/explore")
        assert client.get("/explore").headers["etag"] == before.headers["etag"]
        with Store.writer(path) as writer:
            writer.graph.update(
                f'DELETE {{ GRAPH ?g {{ ?e <{PREF_LABEL}> "GPTQ" }} }} '
                f'INSERT {{ GRAPH ?g {{ ?e <{PREF_LABEL}> "GPT-Q" }} }} '
                f'WHERE {{ GRAPH ?g {{ ?e <{PREF_LABEL}> "GPTQ" }} }}'
            )
            writer.publish()
        after = client.get("/explore")
        assert ("GPTQ" in before.text, "GPT-Q" in before.text) == (True, False)
        assert "GPT-Q" in after.text


def test_a_store_that_is_gone_is_reported_and_one_that_comes_back_is_served(store, start):
    with start(store) as client:
        assert client.get("/health").status == 200
        shutil.rmtree(store)
        answer = client.query(TWICE)
        assert (answer.status, answer.type) == (503, "text/plain")
        assert "no store at" in answer.text
        assert client.get("/health").status == 503
        publish(store, 5)
        assert label(client.query(TWICE)) == "5=5"


def test_a_session_opens_a_store_once_for_each_generation(store):
    session = Session(store, Limits())
    first = session.view()
    assert session.view() is first
    publish(store, 2)
    second = session.view()
    assert second is not first
    assert second.version == store_version(store) != first.version
    with pytest.raises(StoreError):  # it was closed, so that the writer may delete it
        first.store.select("SELECT * {}")
    session.close()


def test_a_store_that_is_not_there_has_no_version(tmp_path):
    assert store_version(tmp_path) == ""
