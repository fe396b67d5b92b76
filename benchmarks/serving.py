"""How `kg serve` holds out: runaway queries among others, clients that hang up, ten thousand requests of all kinds.

    python benchmarks/serving.py papers.kg

starts a server on that store, on 127.0.0.1, and prints the figures of docs/reliability.md. Linux only: it reads /proc.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
RUNAWAYS = 50
TIMEOUT_S = 5
#: How long a greedy client keeps at it.
FLOOD_S = 15
#: Of the mixed requests one in so many is a runaway query.
RUNAWAY_EVERY = 1000


def sparql(query: str) -> str:
    """The path that asks `query`."""
    return f"/sparql?query={quote(query)}"


#: Name -> path, Accept.
KINDS = {
    "SPARQL: one label": (sparql("SELECT ?l { kgr:model\\/llama-2 skos:prefLabel ?l }"), "*/*"),
    "SPARQL: group by": (
        sparql("SELECT ?m (COUNT(DISTINCT ?p) AS ?n) { ?p kg:uses ?m } GROUP BY ?m ORDER BY DESC(?n) LIMIT 10"),
        "application/sparql-results+xml",
    ),
    "SPARQL: 10,000 rows": (sparql("SELECT * { ?s ?p ?o } LIMIT 10000"), "text/csv"),
    "SPARQL: a mistake": (sparql("SELECT ?x { ?x a }"), "*/*"),
    "SPARQL: a call elsewhere": (sparql("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), "*/*"),
    "a question, as a page": ("/ask?q=which+papers+quantize+Llama-2", "text/html"),
    "a question, as JSON": ("/ask?q=most+used+datasets", "application/json"),
    "an entity, as a page": ("/model/llama-2", "text/html"),
    "an entity, as Turtle": ("/model/llama-2", "text/turtle"),
    "the first page": ("/", "text/html"),
    "the picture of an entity": ("/explore?focus=kgr:model/llama-2", "text/html"),
    "the query page": ("/query?name=most-used-datasets", "text/html"),
    "the picture: names that begin so": ("/explore/find?q=lla", "application/json"),
    "the picture: a node and its facts": ("/explore/node?id=kgr:model/llama-2", "application/json"),
    "the picture: ties of a node": ("/explore/ties?id=kgr:model/llama-2&to=kgr:method/gptq", "application/json"),
    "the picture: the whole graph, kept": ("/explore/whole", "application/json"),
    "a name": ("/search?q=gptq", "text/html"),
    "nothing there": ("/model/nope", "text/html"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and when."""

    status: int
    seconds: float
    retry_after_s: float


class Client:
    """A client with one connection, which it keeps open, from an address of this machine."""

    def __init__(self, address: str, own: str = "127.0.0.1") -> None:
        self._host = urlsplit(address).netloc
        self._connection = http.client.HTTPConnection(self._host, timeout=120, source_address=(own, 0))

    def get(self, path: str, accept: str = "*/*") -> Answer:
        """Ask once; a connection that the server has closed in the meantime is opened again."""
        started = time.perf_counter()
        for _ in range(2):
            try:
                self._connection.request("GET", path, headers={"Accept": accept})
                response = self._connection.getresponse()
                response.read()
                return Answer(
                    response.status, time.perf_counter() - started, float(response.headers.get("Retry-After", 0))
                )
            except (http.client.RemoteDisconnected, ConnectionError):
                self._connection.close()
        raise ConnectionError(f"{self._host} does not answer")

    def get_patiently(self, path: str, accept: str = "*/*") -> Answer:
        """Ask until it is neither 429 nor 503, waiting as long as the server says; the time is that of it all."""
        started = time.perf_counter()
        while (answer := self.get(path, accept)).status in (429, 503):
            time.sleep(min(answer.retry_after_s, 1.0))
        return Answer(answer.status, time.perf_counter() - started, 0)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


@contextmanager
def serving(store: Path) -> Iterator[tuple[int, str]]:
    """A server in a process of its own: its id and its address."""
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0", "--timeout", str(TIMEOUT_S)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        line = process.stderr.readline() if process.stderr else ""
        match = re.search(r"http://\S+/", line)
        if not match:
            raise SystemExit(line)
        try:
            yield process.pid, match[0]
        finally:
            process.terminate()


def processes_of(pid: int) -> list[int]:
    """The server and its workers."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += map(int, (task / "children").read_text(encoding="ascii").split())
    return found


def held_by(pid: int) -> tuple[float, int]:
    """Resident memory in MB and number of open files."""
    match = re.search(r"VmRSS:\s*(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    return int(match[1]) / 1024 if match else 0.0, len(list(Path(f"/proc/{pid}/fd").iterdir()))


def milliseconds(seconds: Sequence[float]) -> str:
    """Median, 95th percentile and longest."""
    ordered = sorted(1000 * one for one in seconds)
    return f"{statistics.median(ordered):.0f} | {ordered[int(0.95 * (len(ordered) - 1))]:.0f} | {ordered[-1]:.0f}"


def measure_kinds(address: str, times: int) -> None:
    """One request after another, nothing else going on."""
    client = Client(address)
    print("\n| request | status | median ms | 95 % | longest |\n|---|---|---|---|---|")
    for name, (path, accept) in KINDS.items():
        client.get(path, accept)
        answers = [client.get(path, accept) for _ in range(times)]
        print(f"| {name} | {answers[0].status} | {milliseconds([one.seconds for one in answers])} |")
    client.close()


def measure_runaways(address: str) -> None:
    """Fifty runaway queries at once; until the last of them has ended, others ask one request after another."""
    print(f"\n{RUNAWAYS} runaway queries at once, limit {TIMEOUT_S} s a query")
    started = time.perf_counter()
    with ThreadPoolExecutor(RUNAWAYS + 3) as clients:
        flood = [clients.submit(Client(address).get, sparql(RUNAWAY)) for _ in range(RUNAWAYS)]

        def keep_asking(name: str) -> list[Answer]:
            client, answers = Client(address), []
            while not all(one.done() for one in flood):
                answers.append(client.get_patiently(*KINDS[name]))
                time.sleep(0.02)
            client.close()
            return answers

        names = ["SPARQL: one label", "a question, as JSON", "an entity, as a page"]
        others = {name: clients.submit(keep_asking, name) for name in names}
        statuses = Counter(one.result().status for one in flood)
        print(f"ended after {time.perf_counter() - started:.1f} s, with {dict(sorted(statuses.items()))}")
        print("\n| others meanwhile | answered | statuses | median ms | 95 % | longest |\n|---|---|---|---|---|---|")
        for name, waiting in others.items():
            answers = waiting.result()
            counts = dict(Counter(one.status for one in answers))
            print(f"| {name} | {len(answers)} | {counts} | {milliseconds([one.seconds for one in answers])} |")


def measure_fairness(address: str) -> None:
    """A client that keeps fifty runaway queries going, and another one that asks something small now and then."""
    print(f"\none client keeps {RUNAWAYS} runaway queries going; another asks at an ordinary pace")
    print("\n| another client asks | answered | statuses | median ms | 95 % | longest |\n|---|---|---|---|---|---|")
    ends_at = time.monotonic() + FLOOD_S
    with ThreadPoolExecutor(RUNAWAYS) as crowd:

        def flood() -> None:
            client = Client(address, "127.0.0.2")
            while time.monotonic() < ends_at:
                answer = client.get(sparql(RUNAWAY))
                time.sleep(answer.retry_after_s / 10)
            client.close()

        flooding = [crowd.submit(flood) for _ in range(RUNAWAYS)]
        time.sleep(1)
        other = Client(address, "127.0.0.3")
        answers: dict[str, list[Answer]] = {"SPARQL: one label": [], "an entity, as a page": []}
        while time.monotonic() < ends_at:
            for name, found in answers.items():
                found.append(other.get(*KINDS[name]))
                time.sleep(0.1)
        other.close()
        for one in flooding:
            one.result()
    for name, found in answers.items():
        at_once = sum(one.status == 200 for one in found)
        counts = dict(Counter(one.status for one in found))
        print(f"| {name} | {at_once} of {len(found)} | {counts} | {milliseconds([one.seconds for one in found])} |")


def measure_stopping(address: str, times: int) -> None:
    """How exact the limit of time is, and how soon a client that hangs up frees its worker."""
    client = Client(address)
    answers = [client.get(sparql(RUNAWAY)) for _ in range(times)]
    late = [one.seconds - TIMEOUT_S for one in answers]
    print(f"\nstopped after the limit by, ms (median, 95 %, longest): {milliseconds(late)}")
    freed = []
    for _ in range(times):
        target = urlsplit(address)
        with socket.create_connection((target.hostname, target.port)) as caller:
            caller.sendall(f"GET {sparql(RUNAWAY)} HTTP/1.1\r\nHost: {target.netloc}\r\n\r\n".encode())
            wait_for(client, running=1)
        hung_up = time.perf_counter()
        wait_for(client, running=0)
        freed.append(time.perf_counter() - hung_up)
    print(f"freed after a client hung up, ms (median, 95 %, longest): {milliseconds(freed)}")
    client.close()


def wait_for(client: Client, *, running: int) -> None:
    """Wait until so many SPARQL queries run."""
    while True:
        client._connection.request("GET", "/health")
        text = client._connection.getresponse().read().decode()
        match = re.search(r'"sparql":\{[^}]*"running":(\d+)', text)
        if match and int(match[1]) == running:
            return
        time.sleep(0.005)


def measure_leaks(pid: int, address: str, requests: int) -> None:
    """Mixed requests from four clients; what the processes hold before, in the middle and after."""
    paths = list(KINDS.values())
    statuses: Counter[int] = Counter()

    def ask(client: Client, numbers: range) -> None:
        for number in numbers:
            path, accept = (sparql(RUNAWAY), "*/*") if number % RUNAWAY_EVERY == 1 else paths[number % len(paths)]
            statuses[client.get(path, accept).status] += 1

    print(f"\n{requests:,} mixed requests from 4 clients, one in {RUNAWAY_EVERY:,} a runaway query")
    print("\n| after requests | server MB | server files | workers | workers MB, all | workers files, all |")
    print("|---|---|---|---|---|---|")
    started, step = time.perf_counter(), requests // 10
    for done in range(0, requests + 1, step):
        server, *workers = processes_of(pid)
        held = [held_by(worker) for worker in workers]
        memory, files = held_by(server)
        print(
            f"| {done:,} | {memory:.0f} | {files} | {len(workers)} | {sum(one for one, _ in held):.0f} "
            f"| {sum(one for _, one in held)} |",
            flush=True,
        )
        if done == requests:
            break
        clients = [Client(address) for _ in range(4)]
        with ThreadPoolExecutor(4) as askers:
            list(askers.map(ask, clients, [range(done + first, done + step, 4) for first in range(4)]))
        for client in clients:
            client.close()
    seconds = time.perf_counter() - started
    print(f"\n{requests / seconds:.0f} requests a second; statuses {dict(sorted(statuses.items()))}")


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--requests", type=int, default=10_000, help="of the last part, in all")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    with serving(arguments.store) as (pid, address):
        measure_kinds(address, 30)
        measure_stopping(address, 5)
        measure_runaways(address)
        measure_fairness(address)
        measure_leaks(pid, address, arguments.requests)


if __name__ == "__main__":
    main()
