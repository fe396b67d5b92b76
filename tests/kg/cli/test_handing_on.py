"""`kg extract`, `kg export`, `kg explore`, `kg validate`, `kg query`: what leaves the graph."""

import json
import re
import shutil

import pytest
from click.testing import CliRunner

import kg.export
from kg.cli import main
from kg.cli.export import FORMATS
from kg.cli.frame import Outcome
from kg.store import Store

# extract


def test_extract_writes_a_line_a_paper_with_offsets_that_hold(run, corpus, check_schema):
    result = run("extract", str(corpus / "papers.jsonl"))
    assert result.exit_code == Outcome.DONE
    sources = {
        paper["id"]: paper["title"] + "\n" + paper["abstract"]
        for paper in map(json.loads, (corpus / "papers.jsonl").read_text(encoding="utf-8").splitlines())
    }
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert sorted(line["id"] for line in lines) == sorted(sources)
    mentions = 0
    for line in lines:
        check_schema("extraction", line)
        text = sources[line["id"]]
        for entity in line["entities"]:
            for mention in entity["mentions"]:
                mentions += 1
                assert text[mention["start"] : mention["end"]] == mention["text"]
            for relation in entity["relations"]:
                assert text[relation["start"] : relation["end"]].strip()
    assert mentions > 10


def test_extract_writes_a_file_and_says_so(run, corpus, tmp_path):
    target = tmp_path / "out.jsonl"
    result = run("extract", str(corpus / "papers.jsonl"), "-o", str(target))
    assert (result.stdout, result.stderr) == ("", f"5 papers -> {target}\n")
    assert len(target.read_text(encoding="utf-8").splitlines()) == 5


def test_extract_tells_what_it_skipped_and_goes_on(run, corpus):
    result = run("extract", str(corpus / "broken.jsonl"))
    assert result.exit_code == Outcome.DONE
    assert len(result.stdout.splitlines()) == 1
    assert f"skipped {corpus / 'broken.jsonl'}:2: " in result.stderr


def test_extract_of_nothing_readable_fails(run, tmp_path):
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    result = run("extract", str(empty))
    assert result.exit_code == Outcome.FAILED
    assert "no paper could be read" in result.stderr


# export


def test_the_formats_of_the_command_are_those_of_the_library():
    assert tuple(kg.export.FORMATS) == FORMATS


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_written_to_standard_output(run, name):
    result = run("export", "--format", name)
    assert result.exit_code == Outcome.DONE
    assert "TinyQuant" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("name", FORMATS)
def test_the_ending_of_the_file_chooses_the_format(run, tmp_path, name):
    target = tmp_path / f"out.{kg.export.FORMATS[name].extension}"
    result = run("export", "-o", str(target))
    assert result.exit_code == Outcome.DONE
    assert f" in {name} -> {target}\n" in result.stderr
    assert target.read_text(encoding="utf-8") == run("export", "--format", name).stdout


def test_an_export_that_fails_leaves_the_earlier_file(run, tmp_path):
    target = tmp_path / "out.ttl"
    target.write_text("old")
    result = run("export", "-o", str(target), "--store", str(tmp_path / "none.kg"))
    assert result.exit_code == Outcome.FAILED
    assert target.read_text() == "old"


# explore


def test_explore_writes_one_page_and_says_what_it_left_out(run, tmp_path):
    target = tmp_path / "page.html"
    result = run("explore", "-o", str(target), "--max-nodes", "5")
    assert result.exit_code == Outcome.DONE
    assert result.stdout == ""
    assert re.search(r"^[45] nodes, \d+ edges?, 0\.\d MB -> .*page\.html$", result.stderr, re.MULTILINE)
    assert " of 3 papers" in result.stderr
    page = target.read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>")


def test_explore_without_a_file_takes_the_name_of_the_store(built_store, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["explore", "--store", str(built_store)])
    assert result.exit_code == Outcome.DONE
    assert [path.name for path in tmp_path.iterdir()] == ["papers.html"]


def test_explore_writes_to_standard_output(run):
    result = run("explore", "Llama 2", "-o", "-")
    assert result.exit_code == Outcome.DONE
    assert result.stdout.rstrip().endswith("</html>")
    assert "<title>Llama 2" in result.stdout


def test_explore_shows_the_answers_of_a_question(run):
    result = run("explore", "--question", "which papers quantize Llama-2", "-o", "-", "--depth", "0")
    assert result.exit_code == Outcome.DONE
    assert "TinyQuant: Four Bits for Every Llama" in result.stdout
    assert "A Yi Model for Swahili" not in result.stdout


@pytest.mark.parametrize(
    ("args", "outcome"),
    [
        pytest.param(["Yi"], Outcome.AMBIGUOUS, id="ambiguous name"),
        pytest.param(["Llama", "9"], Outcome.NO_ANSWER, id="unknown name"),
        pytest.param(["-q", "frobnicate the gizmo"], Outcome.NOT_UNDERSTOOD, id="question not understood"),
        pytest.param(["-q", "how many papers quantize Llama 2"], Outcome.NO_ANSWER, id="a number has no picture"),
        pytest.param(["Yi", "-q", "which papers quantize Llama 2"], Outcome.USAGE, id="name and question"),
        pytest.param(["--open", "-o", "-"], Outcome.USAGE, id="nothing to open"),
        pytest.param(["--max-nodes", "0"], Outcome.USAGE, id="no nodes"),
    ],
)
def test_explore_that_cannot_be_writes_nothing(run, tmp_path, monkeypatch, args, outcome):
    monkeypatch.chdir(tmp_path)
    result = run("explore", *args)
    assert result.exit_code == outcome
    assert (result.stdout, list(tmp_path.iterdir())) == ("", [])


def test_explore_opens_the_page_if_asked_to(run, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr("click.launch", opened.append)
    run("explore", "-o", str(tmp_path / "page.html"), "--open")
    assert opened == [(tmp_path / "page.html").as_uri()]


# validate


def test_a_graph_that_kg_built_conforms(built_store, check_schema):
    result = CliRunner().invoke(main, ["validate", "--store", str(built_store)])
    assert (result.exit_code, result.stdout) == (Outcome.DONE, "")
    assert result.stderr.startswith("5 papers, ")
    assert result.stderr.endswith(": the graph conforms\n")
    report = json.loads(CliRunner().invoke(main, ["validate", "--json", "--store", str(built_store)]).stdout)
    check_schema("validation", report)
    assert report["conforms"]


def test_a_graph_that_was_tampered_with_does_not(built_store, tmp_path, check_schema):
    path = shutil.copytree(built_store, tmp_path / "papers.kg")
    with Store.writer(path) as writer:
        writer.graph.update(
            "PREFIX oa: <http://www.w3.org/ns/oa#>"
            "DELETE { GRAPH ?g { ?s oa:exact ?q } } INSERT { GRAPH ?g { ?s oa:exact 'forged' } }"
            "WHERE { GRAPH ?g { ?s oa:exact ?q } }"
        )
        writer.publish()
    result = CliRunner().invoke(main, ["validate", "--store", str(path)])
    assert result.exit_code == Outcome.FAILED
    assert "'forged' does not stand at" in result.stdout
    assert " violation" in result.stderr
    report = json.loads(CliRunner().invoke(main, ["validate", "--json", "--store", str(path)]).stdout)
    check_schema("validation", report)
    assert not report["conforms"]


# query

TITLES = "SELECT ?paper ?title WHERE { ?paper a kg:Paper ; dcterms:title ?title } ORDER BY ?title"
CONSTRUCT = "CONSTRUCT { ?paper dcterms:title ?title } WHERE { ?paper a kg:Paper ; dcterms:title ?title }"


def test_a_table_shows_curies_and_counts_its_rows(run):
    result = run("query", "-", stdin=TITLES)
    assert result.exit_code == Outcome.DONE
    assert result.stdout.splitlines()[1] == f"{'kgr:paper/title/swahili':<26}  A Yi Model for Swahili"
    assert result.stderr == "3 rows\n"


def test_a_query_may_stand_in_a_file(run, tmp_path):
    file = tmp_path / "titles.rq"
    file.write_text(TITLES)
    assert run("query", str(file)).stdout == run("query", "-", stdin=TITLES).stdout


def test_the_formats_of_sparql_results(run):
    table = json.loads(run("query", "-", "--format", "json", stdin=TITLES).stdout)
    assert table["head"]["vars"] == ["paper", "title"]
    assert len(table["results"]["bindings"]) == 3
    assert run("query", "-", "--format", "csv", stdin=TITLES).stdout.splitlines()[0] == "paper,title"
    assert run("query", "-", "--format", "tsv", stdin=TITLES).stdout.splitlines()[0] == "?paper\t?title"
    assert run("query", "-", "--format", "xml", stdin=TITLES).stdout.startswith("<?xml")


@pytest.mark.parametrize(
    ("name", "answer"), [("table", "yes\n"), ("json", '{"head":{},"boolean":true}\n'), ("csv", "true\n")]
)
def test_a_yes_or_no_query(run, name, answer):
    assert run("query", "-", "--format", name, stdin="ASK { ?paper a kg:Paper }").stdout == answer


def test_numbers_are_numbers_and_what_has_no_value_is_blank(run):
    sparql = "SELECT ?n ?x ?nothing WHERE { VALUES (?n ?x) { (1200 0.5) } }"
    assert run("query", "-", stdin=sparql).stdout == "    n    x  nothing\n1,200  0.5\n"


def test_triples_come_as_turtle_or_ntriples_in_a_fixed_order(run):
    from rdflib import Graph
    from rdflib.compare import isomorphic

    turtle = run("query", "-", stdin=CONSTRUCT)
    lines = run("query", "-", "--format", "nt", stdin=CONSTRUCT).stdout.splitlines()
    assert turtle.exit_code == Outcome.DONE
    assert lines == sorted(lines)
    assert len(lines) == 3
    assert isomorphic(Graph().parse(data=turtle.stdout), Graph().parse(data="\n".join(lines), format="nt"))
    assert run("query", "-", stdin=CONSTRUCT).stdout == turtle.stdout
    assert turtle.stdout.startswith("@base ")


@pytest.mark.parametrize(("sparql", "name"), [(TITLES, "turtle"), (CONSTRUCT, "csv")])
def test_a_format_that_does_not_fit_the_query_is_wrong_usage(run, sparql, name):
    result = run("query", "-", "--format", name, stdin=sparql)
    assert result.exit_code == Outcome.USAGE
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("sparql", "message"),
    [
        ("SELECT * WHERE { ?s ?p ?o", "line 1"),
        ("SELECT * WHERE { ?s foo:bar ?o }", "the prefix 'foo' is not declared"),
        ("DROP ALL", "update"),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE"),
    ],
)
def test_a_query_that_is_wrong_or_refused_fails_with_the_reason(run, sparql, message):
    result = run("query", "-", stdin=sparql)
    assert result.exit_code == Outcome.FAILED
    assert result.stdout == ""
    assert message in result.stderr


def test_a_query_that_is_no_text_is_wrong_usage(run):
    result = run("query", "-", stdin=b"\xff\xfe\x00")
    assert result.exit_code == Outcome.USAGE
    assert "standard input is not text" in result.stderr


def test_the_list_of_named_queries_has_their_parameters(run, check_schema):
    result = run("query", "--list")
    assert result.exit_code == Outcome.DONE
    assert re.search(r"^most-used-datasets +limit=20 +Most used datasets$", result.stdout, re.MULTILINE)
    listed = json.loads(run("query", "--list", "--format", "json").stdout)
    check_schema("namedQueries", listed)
    assert "evidence-of" in [one["name"] for one in listed]


def test_a_named_query_runs_by_its_name(run):
    result = run("query", "most-used-datasets")
    assert result.exit_code == Outcome.DONE
    assert "kgr:dataset/gsm8k" in result.stdout


@pytest.mark.parametrize("option", ["-p", "--set"])
def test_a_parameter_is_bound_to_what_it_names(run, option):
    result = run("query", "evidence-of", option, "entity=llama-2", "--format", "csv")
    assert result.exit_code == Outcome.DONE
    assert "It quantizes LLaMA-2 to four bits." in result.stdout


def test_the_text_of_a_parameter_is_never_part_of_the_query(run):
    hostile = '") } INSERT DATA { <a:a> <a:b> "'
    result = run("query", "title-contains", "-p", f"text={hostile}", "--format", "csv")
    assert result.exit_code == Outcome.DONE
    assert result.stdout.splitlines() == ["paper,title"]
    assert run("query", "title-contains", "-p", "text=swahili").stdout.count("\n") == 2


def test_a_bound_query_can_be_printed_and_runs(run):
    printed = run("query", "evidence-of", "-p", "entity=llama-2", "--sparql").stdout
    assert "<https://w3id.org/paperkg/model/llama-2>" in printed
    asked = run("query", "evidence-of", "-p", "entity=llama-2", "--format", "csv").stdout
    assert run("query", "-", "--format", "csv", stdin=printed).stdout == asked


@pytest.mark.parametrize(
    ("args", "outcome", "message"),
    [
        pytest.param(["evidence-off"], Outcome.USAGE, "Did you mean evidence-of?", id="unknown name"),
        pytest.param(["xyzzy"], Outcome.USAGE, "kg query --list", id="like no name"),
        pytest.param(["evidence-of"], Outcome.FAILED, "'entity'", id="parameter missing"),
        pytest.param(["evidence-of", "-p", "entity"], Outcome.USAGE, "-p entity=VALUE", id="no value"),
        pytest.param(["evidence-of", "-p", "thing=x"], Outcome.FAILED, "'thing'", id="unknown parameter"),
        pytest.param(["evidence-of", "-p", "entity=Zephyr-9"], Outcome.NO_ANSWER, "'Zephyr-9'", id="unknown entity"),
        pytest.param(["-", "-p", "entity=x"], Outcome.USAGE, "named queries", id="parameter of a text"),
        pytest.param([], Outcome.USAGE, "--list", id="nothing"),
        pytest.param(["--list", "xyzzy"], Outcome.USAGE, "alone", id="list and name"),
        pytest.param(["--list", "--format", "csv"], Outcome.USAGE, "json", id="list as csv"),
    ],
)
def test_a_named_query_that_cannot_be_run_says_why(run, args, outcome, message):
    result = run("query", *args, stdin=TITLES)
    assert result.exit_code == outcome
    assert result.stdout == ""
    assert message in result.stderr


def test_names_of_queries_complete(run):
    env = {"_KG_COMPLETE": "bash_complete", "COMP_WORDS": "kg query most-used", "COMP_CWORD": "2"}
    assert run(env=env).stdout.split() == ["plain,most-used-datasets", "plain,most-used-methods", "file,most-used"]
