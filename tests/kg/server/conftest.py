"""Servers on the small graph, on 127.0.0.1, and a client that sends just what a test says."""

import gc
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import pyoxigraph as ox
import pytest

from kg.server.app import Settings
from kg.server.limits import Limits
from kg.server.serving import address_of, listen, make_server
from kg.store import Store

#: A query that would run for hours on the smallest graph.
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
#: A paper and an entity that try to break out of every page.
HOSTILE = """
@prefix kg: <https://w3id.org/paperkg/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@base <https://w3id.org/paperkg/> .
<paper/title/hostile> {
  <paper/title/hostile> a kg:Paper ; dcterms:title "</title></script><img src=x onerror=alert(1)>" ;
    kg:sourceTitle "</title></script><img src=x onerror=alert(1)>" ; dcterms:abstract "<svg onload=alert(2)> & more" ;
    rdfs:seeAlso <javascript:alert(3)> , <https://example.org/?a=1&b=%22> ; kg:paperType "method" ;
    kg:authorList "<b>A</b>" ; kg:uses <method/hostile> .
  <paper/title/hostile#uses/method/hostile> a kg:Statement ; rdf:subject <paper/title/hostile> ; rdf:predicate kg:uses ;
    rdf:object <method/hostile> ; kg:confidence 0.9 ; kg:extractor "relations/1" ; kg:surface "<svg>" ;
    prov:wasDerivedFrom <paper/title/hostile> ; oa:hasSelector <paper/title/hostile#char=46,74> .
  <paper/title/hostile#char=46,74> a oa:TextQuoteSelector, oa:TextPositionSelector ;
    oa:exact "<svg onload=alert(2)> & more" ; oa:start 46 ; oa:end 74 .
}
<graph/vocabulary> {
  <method/hostile> a kg:Entity, kg:Method, skos:Concept ; skos:prefLabel "\\"><script>alert(4)</script>" ;
    skos:altLabel "' onmouseover='alert(5)" ; skos:definition "<iframe src=javascript:alert(6)>" .
}
"""


@pytest.fixture(scope="module", autouse=True)
def _garbage_of_earlier_tests_stays_with_their_thread():
    """Keep what earlier tests left behind from being collected in a server's thread.

    Results of an Oxigraph query may be dropped only in the thread that made them.
    """
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def type(self):
        return self.headers.get("content-type", "").partition(";")[0]

    def json(self):
        return json.loads(self.body)


class Client:
    """Sends requests to one server, each on a connection of its own."""

    def __init__(self, address, own="127.0.0.1", headers=None):
        self.address = address
        self.host, self.port = urlsplit(address).hostname, urlsplit(address).port
        self._own = own
        self._headers = headers or {}
        self._open = set()

    def of(self, own, headers=None):
        """Another client of the same server, at an address of this machine, with headers of its own."""
        return Client(self.address, own, headers)

    def ask(self, method, path, headers=None, body=None):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60, source_address=(self._own, 0))
        self._open.add(connection)
        try:
            connection.request(method, path, body=body, headers=self._headers | (headers or {}))
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            self._open.discard(connection)
            connection.close()

    def hang_up(self):
        """Close every connection in the middle of its request."""
        for connection in list(self._open):
            connection.sock.shutdown(socket.SHUT_RDWR)

    def get(self, path, accept=None, **headers):
        return self.ask("GET", path, ({"Accept": accept} if accept else {}) | headers)

    def query(self, sparql, accept=None, **headers):
        return self.get(f"/sparql?query={quote(sparql)}", accept, **headers)


@contextmanager
def serving(store, *, limits=None, **settings):
    """A server in a thread; gives a client of it."""
    with listen("127.0.0.1", 0) as listener:
        server = make_server(Settings(store, limits or Limits(), **settings))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield Client(address_of(listener))
        finally:
            server.should_exit = True
            thread.join(30)
            assert not thread.is_alive()


@pytest.fixture(scope="session")
def runaway():
    """A query that never ends."""
    return RUNAWAY


@pytest.fixture(scope="session")
def start():
    """Start a server in a ``with`` statement."""
    return serving


@pytest.fixture(scope="session")
def store_path(small_graph, tmp_path_factory):
    """The folder of a store that holds the small graph and the hostile paper; nobody writes to it."""
    path = tmp_path_factory.mktemp("served") / "papers.kg"
    with Store.writer(path, empty=True) as writer:
        writer.graph.extend(small_graph.graph)
        writer.graph.extend(ox.parse(HOSTILE, format=ox.RdfFormat.TRIG))
        writer.publish()
    return path


@pytest.fixture(scope="session")
def client(store_path):
    """A client of a server that all tests share."""
    with serving(store_path) as found:
        yield found


@pytest.fixture
def serving_process(store_path):
    """`kg serve` as a process of its own, and a client of it."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-P", "-m", "kg", "serve", "--store", str(store_path), "--port", "0", "--timeout", "600"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        line = process.stderr.readline()
        match = re.search(r"http://\S+/", line)
        assert match, line
        yield process, Client(match[0])
        process.kill()
