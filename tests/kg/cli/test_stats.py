"""`kg stats`: numbers as text and JSON."""

import json

from kg.cli.frame import Outcome


def test_text_counts_and_ranks(run):
    result = run("stats", "--top", "1")
    assert result.exit_code == Outcome.DONE
    assert result.stdout.startswith("3 papers, 11 entities, 12 statements\n\npapers by type\n  method  1\n")
    assert "\nentities by type\n  Model     4\n  Dataset   1\n" in result.stdout
    assert "  1 dataset of these: benchmarks\n" in result.stdout
    assert "\nmodels with most papers\n  Llama 2  2\n\n" in result.stdout
    assert result.stderr == ""


def test_json_keeps_to_its_schema(run, check_schema):
    result = run("stats", "--json", "--top", "2")
    assert result.exit_code == Outcome.DONE
    numbers = json.loads(result.stdout)
    check_schema("statistics", numbers)
    assert numbers["papers"] == 3
    assert [one["label"] for one in numbers["top"]["Model"]] == ["Llama 2", "Yi"]


def test_top_zero_ranks_nothing(run):
    assert "with most papers" not in run("stats", "--top", "0").stdout


def test_a_negative_top_is_wrong_usage(run):
    assert run("stats", "--top", "-1").exit_code == Outcome.USAGE
