"""A store on disk with the small graph, and a way to run commands on it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from extractors.pipeline import Extractor
from kg.cli import main
from kg.store import Store

SCHEMAS = json.loads((Path(__file__).parents[3] / "kg" / "schemas" / "formats.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def small_store(small_graph, tmp_path_factory):
    """The folder of a store that holds the small graph; commands only read it."""
    path = tmp_path_factory.mktemp("stores") / "papers.kg"
    with Store.writer(path, empty=True) as writer:
        writer.graph.extend(small_graph.graph)
        writer.publish()
    return path


@pytest.fixture(scope="session")
def corpus():
    """The folder of the papers that these tests build from."""
    return Path(__file__).parents[2] / "data" / "cli"


@pytest.fixture(scope="session", autouse=True)
def _one_extractor_a_vocabulary():
    """Let all commands of a test run share their extractors: making one takes half a second."""
    made = {}

    def make(vocabulary, **chosen):
        return Extractor(vocabulary, **chosen) if chosen else made.setdefault(id(vocabulary), Extractor(vocabulary))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("extractors.pipeline.Extractor", make)
        yield


@pytest.fixture(scope="session")
def built_store(corpus, tmp_path_factory):
    """The folder of a store that `kg build` made of papers.jsonl; copy it before changing it."""
    path = tmp_path_factory.mktemp("built") / "papers.kg"
    result = CliRunner().invoke(main, ["build", str(corpus / "papers.jsonl"), "--store", str(path)])
    assert result.exit_code == 0, result.output
    return path


@pytest.fixture
def run(small_store):
    """Run a command line on the small store; gives click's result."""

    def run_kg(*args, stdin=None, env=None):
        return CliRunner().invoke(main, list(args), input=stdin, env={"PAPERKG_STORE": str(small_store), **(env or {})})

    return run_kg


@pytest.fixture(scope="session")
def check_schema():
    """Hold a value against the schema of a name of docs/formats.md."""

    def check(name, value):
        Draft202012Validator({**SCHEMAS, "$ref": f"#/$defs/{name}"}).validate(value)

    return check
