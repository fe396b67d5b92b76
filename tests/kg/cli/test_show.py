"""`kg show`: cards as text and JSON, and names that are unknown or ambiguous."""

import json

import pytest

from kg.cli.frame import Outcome


def test_a_card_says_what_it_is_and_groups_its_facts_with_their_sentences(run):
    result = run("show", "Llama 2")
    assert result.exit_code == Outcome.DONE
    assert result.stderr == ""
    assert result.stdout == (
        "Llama 2\n"
        "  Model, version · 3 papers · kgr:model/llama-2\n"
        "  also written: LLaMA-2\n"
        "  belongs to: Llama\n"
        "\n"
        "papers that quantize it (1)\n"
        "  TinyQuant: Four Bits for Every Llama  0.90  kgr:paper/arxiv/2401.00001\n"
        "      “It quantizes LLaMA-2 to four bits.”\n"
        "\n"
        "papers that evaluate it (1)\n"
        "  Quantizing Llamas, Revisited  0.90\n"
        "      “This survey reviews TinyQuant and GPTQ on LLaMA-2.”\n"
        "\n"
        "papers that only mention it (1)\n"
        "  A Yi Model for Swahili  0.90\n"
        "      “Llama 2 is left to others.”\n"
    )


def test_a_paper_shows_its_record_and_what_it_does(run):
    result = run("show", "paper:TinyQuant")
    assert result.stdout.startswith(
        "TinyQuant: Four Bits for Every Llama\n"
        "  method paper · 2024-01-05 · Workshop on Small Models · kgr:paper/arxiv/2401.00001\n"
        "  Ada Moyo, Bo Lind\n"
        "  https://example.org/tiny\n"
        "\n"
        "introduced (1)\n"
        "  TinyQuant (Method)  0.90  kgr:method/tinyquant\n"
        "      “We propose TinyQuant.”\n"
    )


def test_a_model_shows_its_derivations_and_that_papers_coined_it(run):
    result = run("show", "Yi-Safari")
    assert "  Named by papers, in no vocabulary.\n" in result.stdout
    assert "\nfine-tuned from (1)\n  Yi (Model)  0.90  kgr:model/yi\n" in result.stdout
    assert "\nfine-tuned into (1)\n  Yi-Safari (Model)" in run("show", "model:Yi").stdout


def test_a_name_need_not_be_quoted(run):
    assert run("show", "Llama", "2").stdout == run("show", "Llama 2").stdout


def test_limit_bounds_each_group_and_says_what_it_hides(run):
    result = run("show", "Quantizing Llamas, Revisited", "--limit", "1")
    assert "surveyed (2)\n  GPTQ (Method)" in result.stdout
    assert "TinyQuant (Method)" not in result.stdout
    assert "  ... and 1 more (--limit 0 shows all)\n" in result.stdout
    everything = run("show", "Quantizing Llamas, Revisited", "--limit", "0").stdout
    assert "TinyQuant (Method)" in everything
    assert "more (" not in everything


@pytest.mark.parametrize("name", ["Llama 2", "Llama", "model:Yi", "Yi-Safari", "paper:TinyQuant", "GSM8K"])
def test_json_of_a_card_keeps_to_its_schema(run, check_schema, name):
    result = run("show", name, "--json")
    assert result.exit_code == Outcome.DONE
    check_schema("card", json.loads(result.stdout))
    assert result.stdout.count("\n") == 1  # one line, so that outputs can be concatenated


def test_an_unknown_name_suggests_the_nearest(run):
    result = run("show", "Swahilli")
    assert result.exit_code == Outcome.NO_ANSWER
    assert result.stdout == ""
    assert result.stderr == "kg: the graph has no entity or paper called 'Swahilli'\nDid you mean Swahili?\n"


def test_an_unknown_name_in_json_is_an_error_object(run, check_schema):
    result = run("show", "Swahilli", "--json")
    assert result.exit_code == Outcome.NO_ANSWER
    assert result.stderr == ""
    failure = json.loads(result.stdout)
    check_schema("failure", failure)
    assert failure["error"]["code"] == "unknown-entity"
    assert failure["error"]["suggestions"] == ["Swahili"]


def test_an_ambiguous_name_lists_its_meanings(run):
    result = run("show", "Yi")
    assert result.exit_code == Outcome.AMBIGUOUS
    assert result.stdout == ""
    assert result.stderr == (
        "kg: 'Yi' has 2 meanings:\n"
        "  Yi (Language)  kgr:language/iii\n"
        "  Yi (Model)  kgr:model/yi\n"
        "Give one of these ids: kg show kgr:language/iii\n"
    )


def test_an_ambiguous_name_in_json_lists_candidates_and_names_that_are_not_ambiguous(run, check_schema):
    result = run("show", "Yi", "--json")
    assert result.exit_code == Outcome.AMBIGUOUS
    failure = json.loads(result.stdout)
    check_schema("failure", failure)
    assert [one["id"] for one in failure["error"]["candidates"]] == ["kgr:language/iii", "kgr:model/yi"]
    for suggestion, candidate in zip(failure["error"]["suggestions"], failure["error"]["candidates"], strict=True):
        assert json.loads(run("show", suggestion, "--json").stdout)["id"] == candidate["id"]


def test_no_name_is_wrong_usage(run):
    assert run("show").exit_code == Outcome.USAGE


def test_a_store_that_is_not_there_is_named_with_the_way_to_make_one(run, tmp_path):
    result = run("show", "Yi", "--store", str(tmp_path / "none.kg"))
    assert result.exit_code == Outcome.FAILED
    assert "none.kg" in result.stderr
    assert "kg build" in result.stderr


def test_ids_complete_without_their_prefix(run):
    env = {"_KG_COMPLETE": "bash_complete", "COMP_WORDS": "kg show model/yi", "COMP_CWORD": "2"}
    result = run(env=env)
    assert result.stdout.split() == ["plain,model/yi", "plain,model/yi-safari"]


def test_completion_without_a_store_is_silent(run, tmp_path):
    env = {
        "_KG_COMPLETE": "bash_complete",
        "COMP_WORDS": "kg show model/yi",
        "COMP_CWORD": "2",
        "PAPERKG_STORE": str(tmp_path / "none.kg"),
    }
    result = run(env=env)
    assert (result.stdout.strip(), result.stderr) == ("", "")
