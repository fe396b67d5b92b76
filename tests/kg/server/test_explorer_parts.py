"""What the explorer's page asks its server for."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from kg.server.limits import Limits


def test_names_are_found_by_their_beginning(client):
    answer = client.get("/explore/find?q=lla")
    assert answer.type == "application/json"
    assert {"kgr:model/llama", "kgr:model/llama-2"} <= {one["id"] for one in answer.json()}
    assert client.get("/explore/find").json() == []


def test_a_node_its_facts_its_ties_and_the_whole_come_as_columns(client):
    node = client.get("/explore/node?id=kgr:model/llama-2").json()
    assert {"predicate": "quantizes", "isSubject": False, "count": 1} in node["ways"]
    facts = client.get("/explore/facts?id=kgr:model/llama-2&predicate=quantizes&side=object&start=0").json()
    assert facts["nodes"]["id"] == ["kgr:model/llama-2", "kgr:paper/arxiv/2401.00001"]
    ties = client.get("/explore/ties?id=kgr:paper/arxiv/2401.00001&to=kgr:model/llama-2").json()
    assert ties["nodes"]["id"] == ["kgr:paper/arxiv/2401.00001", "kgr:model/llama-2"]
    whole = client.get("/explore/whole").json()
    assert set(node["nodes"]["id"]) <= set(whole["nodes"]["id"])
    assert len(whole["map"]["disc"]) == len(whole["nodes"]["id"])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("node", 404),
        ("node?id=kgr:model/nope", 404),
        ("facts?id=kgr:model/llama-2&start=-1", 400),
        ("facts?id=kgr:model/llama-2&start=99999999999", 400),
        ("ties?" + "id=kgr:x&" * 2001, 400),
        ("nothing", 404),
    ],
)
def test_what_cannot_be_given_is_said_so(client, path, status):
    answer = client.get(f"/explore/{path}", "application/json")
    assert (answer.status, answer.type) == (status, "text/plain")


def test_the_whole_graph_is_made_once_however_many_ask_for_it(store_path, start):
    # Four that were made side by side would find one place and one to wait in.
    with start(store_path, limits=Limits(workers=1, waiting=1)) as client, ThreadPoolExecutor(4) as readers:
        answers = list(readers.map(client.get, ["/explore/whole"] * 4))
        assert [answer.status for answer in answers] == [200] * 4


def test_a_graph_that_is_larger_than_a_reply_is_refused_whole(store_path, start):
    with start(store_path, limits=Limits(result_bytes=1000)) as client:
        answer = client.get("/explore/whole")
        assert answer.status == 422
        assert "kg explore --map" in answer.text
