"""The frame of the command line: help, exit codes, errors, colour, closed pipes."""

import errno
import os
import subprocess
import sys
import types

import click
import pytest
from click.testing import CliRunner

from kg.cli import COMMANDS, main
from kg.cli.frame import Command, CommandGroup, Outcome, say
from ontology.errors import KgError, StoreError, UnknownNameError

NAMES = [name for section in COMMANDS.values() for name in section]
SLOW = ("extractors", "networkx", "numpy", "oxrdflib", "pyshacl", "pyvis", "rapidfuzz", "rdflib", "rich", "spacy")


def _run(body, *args, env=None):
    """Run `body` as the command `kg act`, with `args` on the command line after it."""
    return CliRunner().invoke(_group(body), ["act", *args], env=env)


def _group(body):
    module = types.ModuleType("kg_command_of_a_test")
    module.act = click.command("act", cls=Command)(body)
    sys.modules[module.__name__] = module
    return CommandGroup("kg", sections={"Test": {"act": f"{module.__name__}:act"}})


@pytest.fixture(autouse=True)
def _forget_commands_of_tests():
    yield
    sys.modules.pop("kg_command_of_a_test", None)


def _raising(error):
    def act():
        raise error

    return act


def test_help_lists_every_command_with_its_summary():
    page = CliRunner().invoke(main, ["--help"])
    assert page.exit_code == 0
    text = " ".join(page.stdout.split())  # summaries may be wrapped
    for name in NAMES:
        summary = main.get_command(click.Context(main), name).get_short_help_str(limit=80)
        assert summary
        assert not summary.endswith("...")
        assert f"  {name} " in page.stdout
        assert f"{name} {summary}" in text


@pytest.mark.parametrize("name", NAMES)
def test_help_of_a_command_has_usage_examples_and_exit_codes(name):
    page = CliRunner().invoke(main, [name, "-h"])
    assert page.exit_code == 0
    assert page.stdout.startswith(f"Usage: kg {name} ")
    assert f"Examples:\n  kg {name}" in page.stdout
    assert "Exit codes:\n  0    " in page.stdout
    assert page.stdout == CliRunner().invoke(main, [name, "--help"]).stdout


@pytest.mark.parametrize("name", NAMES)
def test_every_option_of_a_command_says_what_it_does(name):
    command = main.get_command(click.Context(main), name)
    options = [param for param in command.params if isinstance(param, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_help_imports_nothing_slow():
    script = (
        "import sys\n"
        "from kg.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print(*(name for name in {SLOW!r} if name in sys.modules), file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("Usage: kg ")
    assert ran.stderr == "\n"


def test_a_command_is_imported_only_when_it_is_called_for():
    script = (
        "import sys\n"
        "from kg.cli import main\n"
        "try:\n    main(['completion', '-h'])\nexcept SystemExit:\n    pass\n"
        "print(*(name for name in sys.modules if name.startswith('kg.cli.')), file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stderr.split() == ["kg.cli.frame", "kg.cli.completion"]


def test_version_names_the_distribution():
    result = CliRunner().invoke(main, ["--version"])
    assert result.exit_code == 0
    assert result.stdout.startswith("paperkg ")


def test_an_unknown_command_is_wrong_usage_and_names_the_nearest():
    result = CliRunner().invoke(main, ["qeury"])
    assert result.exit_code == Outcome.USAGE
    assert "No such command 'qeury'. Did you mean query?" in result.stderr
    assert result.stdout == ""


def test_an_unknown_option_is_wrong_usage():
    result = CliRunner().invoke(main, ["stats", "--jsn"])
    assert result.exit_code == Outcome.USAGE
    assert "--json" in result.stderr


@pytest.mark.parametrize("outcome", [None, *Outcome])
def test_what_a_command_returns_is_the_exit_code(outcome):
    assert _run(lambda: outcome).exit_code == (outcome or 0)


def test_an_error_is_a_message_and_a_hint_on_standard_error():
    result = _run(_raising(StoreError("papers.kg: no such store", hint="Make one: kg build papers.jsonl")))
    assert result.exit_code == Outcome.FAILED
    assert result.stderr == "kg: papers.kg: no such store\nMake one: kg build papers.jsonl\n"
    assert result.stdout == ""


def test_an_error_without_a_hint_is_one_line():
    assert _run(_raising(KgError("it rains"))).stderr == "kg: it rains\n"


def test_an_unknown_name_is_no_answer_and_offers_the_nearest():
    result = _run(_raising(UnknownNameError("no model is called 'Lama'", suggestions=("Llama", "Llama 2"))))
    assert result.exit_code == Outcome.NO_ANSWER
    assert result.stderr == "kg: no model is called 'Lama'\nDid you mean Llama or Llama 2?\n"


def test_an_error_of_the_system_names_the_file_and_is_no_bug():
    result = _run(_raising(PermissionError(errno.EACCES, "Permission denied", "/root/out.ttl")))
    assert result.exit_code == Outcome.FAILED
    assert result.stderr == "kg: /root/out.ttl: Permission denied\n"


def test_an_error_that_nobody_foresaw_is_one_line_that_says_it_is_a_bug():
    result = _run(_raising(ZeroDivisionError("division\nby zero")))
    assert result.exit_code == Outcome.FAILED
    assert result.stderr == (
        "kg: ZeroDivisionError: division by zero\nthis is a bug; run with --debug and report what it prints\n"
    )


@pytest.mark.parametrize("args", [["--debug", "act"], ["act", "--debug"]], ids=["before", "after"])
def test_debug_shows_the_traceback_wherever_it_stands(args):
    result = CliRunner().invoke(_group(_raising(ZeroDivisionError("division by zero"))), args)
    assert result.exit_code == Outcome.FAILED
    assert result.stderr.startswith("Traceback (most recent call last):\n")
    assert result.stderr.endswith("kg: ZeroDivisionError: division by zero\n")


def test_an_interrupt_exits_130():
    result = _run(_raising(KeyboardInterrupt()))
    assert result.exit_code == Outcome.INTERRUPTED
    assert result.stderr.endswith("kg: interrupted\n")


def _colourful():
    click.echo(click.style("red", fg="red"), color=click.get_current_context().color)


@pytest.mark.parametrize(
    ("args", "env", "is_coloured"),
    [
        pytest.param([], {}, False, id="not a terminal"),
        pytest.param(["--color", "always"], {}, True, id="asked for"),
        pytest.param(["--color", "always"], {"NO_COLOR": "1"}, True, id="asked for against NO_COLOR"),
        pytest.param(["--color", "never"], {}, False, id="refused"),
    ],
)
def test_colour_goes_where_it_is_wanted(args, env, is_coloured):
    result = CliRunner().invoke(_group(_colourful), ["act", *args], env={"NO_COLOR": None, **env}, color=False)
    assert ("\x1b[31m" in result.stdout) == is_coloured


@pytest.mark.parametrize(
    ("env", "color"),
    [({"NO_COLOR": None}, None), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, None), ({"TERM": "dumb"}, False)],
)
def test_no_color_and_dumb_terminals_are_honoured(env, color):
    seen = []
    _run(lambda: seen.append(click.get_current_context().color), env={"NO_COLOR": None, "TERM": "xterm", **env})
    assert seen == [color]


def test_colour_may_be_chosen_before_the_command():
    result = CliRunner().invoke(_group(_colourful), ["--color", "always", "act"])
    assert "\x1b[31m" in result.stdout


def test_talk_goes_to_standard_error():
    result = _run(lambda: say("listening"))
    assert (result.stdout, result.stderr) == ("", "listening\n")


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
def test_a_closed_pipe_ends_quietly():
    script = (
        "import click\n"
        "from kg.cli.frame import Command, CommandGroup\n"
        "@click.command(cls=Command)\n"
        "def act():\n"
        "    for number in range(100_000):\n"
        "        click.echo(number)\n"
        "CommandGroup('kg', sections={'Test': {'act': '__main__:act'}}).main(['act'])\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert writer.stdout.readline() == b"0\n"
    writer.stdout.close()
    stderr = writer.stderr.read()
    writer.stderr.close()
    assert (writer.wait(timeout=30), stderr) == (Outcome.DONE, b"")


def test_a_letter_that_the_terminal_cannot_show_does_not_fail():
    script = (
        "import click\n"
        "from kg.cli.frame import Command, CommandGroup\n"
        "act = click.command(cls=Command)(lambda: click.echo('Erdős'))\n"
        "CommandGroup('kg', sections={'Test': {'act': '__main__:act'}}).main(['act'])\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )
    assert ran.stdout == b"Erd\\u0151s\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_the_shell(shell):
    result = CliRunner().invoke(main, ["completion", shell])
    assert result.exit_code == 0
    assert "_KG_COMPLETE" in result.stdout


def test_completion_offers_the_commands():
    env = {"_KG_COMPLETE": "bash_complete", "COMP_WORDS": "kg ex", "COMP_CWORD": "1"}
    result = CliRunner().invoke(main, [], prog_name="kg", env=env)
    assert {"plain,extract", "plain,explore", "plain,export"} == set(result.stdout.split())
