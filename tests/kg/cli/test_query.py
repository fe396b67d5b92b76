"""`kg query` with the parameters of named queries."""

import pytest

from kg.cli.frame import Outcome


def test_an_ambiguous_parameter_lists_what_it_may_mean(run):
    result = run("query", "evidence-of", "-p", "entity=Yi")
    assert (result.exit_code, result.stdout) == (Outcome.AMBIGUOUS, "")
    assert result.stderr.count("kgr:") == 2


@pytest.mark.parametrize("value", ["model:Yi", "language:Yi"])
def test_a_type_before_the_name_settles_it(run, value):
    assert run("query", "evidence-of", "-p", f"entity={value}").exit_code == Outcome.DONE


def test_an_unknown_parameter_is_no_answer(run):
    result = run("query", "evidence-of", "-p", "entity=Zorglub-7B")
    assert (result.exit_code, result.stdout) == (Outcome.NO_ANSWER, "")
