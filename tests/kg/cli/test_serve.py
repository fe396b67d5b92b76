"""`kg serve`: the command, as a process that is started and stopped."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from urllib.request import urlopen

import pytest


@pytest.fixture
def start(small_store, tmp_path):
    """Start `kg serve` in another folder; gives the process and the address that it names."""
    processes = []

    def start_kg(*args):
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kg", "serve", "--store", str(small_store), "--port", "0", *args],
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=tmp_path,
        )
        processes.append(process)
        line = process.stderr.readline()
        match = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert match, line + process.stderr.read()
        return process, match[0]

    yield start_kg
    for process in processes:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, -signal.SIGTERM)])
def test_it_serves_until_it_is_stopped(start, number, code):
    process, address = start()
    with urlopen(f"{address}sparql?query=ASK+%7B%7D") as answer:
        assert b"true" in answer.read()
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (code, "", "")


def test_a_folder_with_modules_of_the_same_name_does_not_disturb_it(start, tmp_path):
    for name in ("json", "kg", "queries", "struct"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('the wrong module')\n")
    _, address = start()
    with urlopen(f"{address}ask?q=how+big+is+the+graph") as answer:
        assert answer.status == 200


def test_what_kg_add_adds_is_served_by_the_next_request(start, run, built_store, corpus, tmp_path):
    store = tmp_path / "copy.kg"
    shutil.copytree(built_store, store)
    _, address = start("--store", str(store))

    def papers():
        with urlopen(f"{address}sparql?query=SELECT+(COUNT(DISTINCT+%3Fp)+AS+%3Fn)+%7B%3Fp+a+kg:Paper%7D") as answer:
            return int(json.load(answer)["results"]["bindings"][0]["n"]["value"])

    before = papers()
    assert run("add", str(corpus / "more.jsonl"), "--store", str(store)).exit_code == 0
    assert papers() > before


def test_a_missing_store_is_told_at_once(run, tmp_path):
    result = run("serve", "--store", str(tmp_path / "none.kg"))
    assert result.exit_code == 1
    assert "no store at" in result.stderr
    assert "kg build" in result.stderr


def test_a_port_that_is_taken_is_reported_with_a_way_out(run):
    with socket.create_server(("127.0.0.1", 0)) as other:
        result = run("serve", "--port", str(other.getsockname()[1]))
    assert result.exit_code == 1
    assert "cannot serve at 127.0.0.1" in result.stderr
    assert "--port 0" in result.stderr


def test_an_address_of_another_machine_is_reported(run):
    result = run("serve", "--host", "192.0.2.1", "--port", "0")
    assert result.exit_code == 1
    assert "cannot serve at 192.0.2.1" in result.stderr


@pytest.mark.parametrize(
    "option", [("--timeout", "0"), ("--memory", "1"), ("--rows", "0"), ("--workers", "0"), ("--port", "65536")]
)
def test_limits_that_make_no_sense_are_wrong_usage(run, option):
    assert run("serve", *option).exit_code == 2


def test_the_usual_port_gives_way_to_the_next(monkeypatch):
    from kg.server import serving

    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setattr(serving, "DEFAULT_PORT", other.getsockname()[1])
        with serving.listen("127.0.0.1", None) as listener:
            assert listener.getsockname()[1] != other.getsockname()[1]
            assert serving.address_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}/"
