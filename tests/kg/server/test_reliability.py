"""What a server has to survive: runaway queries, clients that hang up, and many requests one after another."""

import contextlib
import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

from kg.server.limits import Limits

SMALL = "SELECT ?label { <https://w3id.org/paperkg/model/llama-2> skos:prefLabel ?label }"


def patient(client, ask, deadline_s=30):
    """Ask as a polite client does: again after the time that the server names."""
    ends_at = time.monotonic() + deadline_s
    while True:
        answer = ask(client)
        if answer.status not in (429, 503) or time.monotonic() > ends_at:
            return answer
        time.sleep(min(float(answer.headers["retry-after"]), 0.3))


def wait_until(condition, deadline_s=20):
    ends_at = time.monotonic() + deadline_s
    while not condition():
        assert time.monotonic() < ends_at, "it never came true"
        time.sleep(0.02)


def test_others_are_answered_while_runaway_queries_come(store_path, start, runaway):
    limits = Limits(timeout_s=3, workers=2, waiting=4, wait_s=2, patience_s=0.2)
    with start(store_path, limits=limits) as client, ThreadPoolExecutor(16) as others:
        flood = [others.submit(client.query, runaway) for _ in range(12)]
        wait_until(lambda: client.get("/health").json()["sparql"]["running"] == 2)
        small = [patient(client, lambda one: one.query(SMALL)) for _ in range(5)]
        pages = [patient(client, lambda one: one.get("/model/llama-2", "text/html")) for _ in range(5)]
        assert [answer.status for answer in small] == [200] * 5
        assert [answer.status for answer in pages] == [200] * 5
        answers = [one.result() for one in flood]
        assert {answer.status for answer in answers} <= {429, 503}
        assert all(answer.type == "text/plain" and answer.headers["retry-after"] for answer in answers)
        state = client.get("/health").json()["sparql"]
        assert (state["running"], state["waiting"]) == (0, 0)
        assert client.query(SMALL).status == 200


#: Of two clients, their addresses, or what a proxy that both come through says of them.
TWO = {
    "direct": ((), ("127.0.0.2", {}), ("127.0.0.3", {})),
    "behind a proxy": (
        ("127.0.0.1",),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}),
        ("127.0.0.1", {"X-Forwarded-For": "2001:db8::1"}),
    ),
}


@pytest.mark.parametrize(("proxies", "greedy", "modest"), TWO.values(), ids=TWO)
def test_one_client_does_not_keep_another_waiting(store_path, start, runaway, proxies, greedy, modest):
    limits = Limits(timeout_s=600, workers=2, waiting=4, wait_s=600, patience_s=0.1)
    with start(store_path, limits=limits, proxies=proxies) as client, ThreadPoolExecutor(12) as crowd:
        greedy, modest = client.of(*greedy), client.of(*modest)
        flood = [crowd.submit(greedy.query, runaway) for _ in range(12)]
        try:
            wait_until(lambda: client.get("/health").json()["sparql"]["waiting"] == 4)
            # It need not be patient: it is answered at once, whatever the other one sends.
            assert [modest.query(SMALL).status for _ in range(5)] == [200] * 5
            sent_away = [one.result() for one in flood if one.done()]
            assert len(sent_away) >= 6
            assert {answer.status for answer in sent_away} <= {429, 503}
        finally:
            for one in flood:
                one.cancel()
            greedy.hang_up()


@pytest.mark.parametrize("says_goodbye", [True, False], ids=["closed", "reset"])
def test_a_client_that_hangs_up_frees_its_worker(store_path, start, runaway, says_goodbye):
    with start(store_path, limits=Limits(timeout_s=600, workers=1)) as client:
        connection = socket.create_connection((client.host, client.port))
        request = f"GET /sparql?query={quote(runaway)} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        connection.sendall(request.encode())
        wait_until(lambda: client.get("/health").json()["sparql"]["running"] == 1)
        if not says_goodbye:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.close()
        wait_until(lambda: client.get("/health").json()["sparql"]["running"] == 0)
        assert client.query(SMALL).status == 200


def test_a_client_that_sends_half_a_request_holds_up_nobody(client):
    with socket.create_connection((client.host, client.port)) as connection:
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 100\r\n\r\nASK"
        )
        assert client.query(SMALL).status == 200
    assert client.query(SMALL).status == 200


@pytest.mark.parametrize(
    "raw",
    [b"\x00\xff\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n"],
)
def test_what_is_no_http_is_refused(client, raw):
    with socket.create_connection((client.host, client.port), timeout=10) as connection:
        connection.sendall(raw)
        status = connection.recv(1000).split(b" ")[1]
    assert status.startswith(b"4")
    assert client.query(SMALL).status == 200


def test_many_requests_leave_no_file_open_and_no_process(client):
    paths = ["/", "/model/llama-2", "/nowhere", "/sparql?query=ASK+{}", "/sparql?query=SELEC", "/ask?q=papers+on+GPTQ"]

    def ask_all():
        with ThreadPoolExecutor(2) as askers:
            return list(askers.map(lambda n: client.get(paths[n % len(paths)], "*/*").status, range(24)))

    def held():
        return len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task"))  # noqa: PTH208

    assert set(ask_all()) == {200, 400, 404}
    wait_until(lambda: client.get("/health").json()["pages"]["running"] == 0)
    files, threads = held()
    ask_all()
    wait_until(lambda: held()[0] <= files + 2 and held()[1] <= threads + 2)


def test_workers_end_with_a_server_that_is_killed(serving_process, runaway):
    process, client = serving_process

    def ask():
        with contextlib.suppress(OSError):  # the connection breaks
            client.query(runaway)

    asker = threading.Thread(target=ask)
    asker.start()
    wait_until(lambda: client.get("/health").json()["sparql"]["running"] == 1)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
    assert len(children) >= 2
    process.kill()
    process.wait()
    asker.join()
    wait_until(lambda: not any(Path(f"/proc/{child}").exists() for child in children))
