"""What all commands share: lazy loading, help pages, exit codes, and how an error becomes text."""

from __future__ import annotations

import difflib
import enum
import errno
import importlib
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from typing import Any, Final

import click

from ontology.errors import KgError, UnknownNameError

__all__ = ["ANSWERING", "WORKING", "Command", "CommandGroup", "Outcome", "complain", "say"]


class Outcome(enum.IntEnum):
    """Exit codes. A command returns one of them; returning nothing means `DONE`."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NO_ANSWER = 3
    NOT_UNDERSTOOD = 4
    AMBIGUOUS = 5
    INTERRUPTED = 130


#: Exit codes of a command that does something, for its help page.
WORKING: Final[dict[Outcome, str]] = {
    Outcome.DONE: "done",
    Outcome.FAILED: "failed; the reason is on standard error",
    Outcome.USAGE: "wrong usage",
}
#: Exit codes of a command that looks something up by name.
ANSWERING: Final[dict[Outcome, str]] = {
    Outcome.DONE: "answered",
    Outcome.FAILED: "failed; the reason is on standard error",
    Outcome.USAGE: "wrong usage",
    Outcome.NO_ANSWER: "understood, but the graph holds no answer",
    Outcome.AMBIGUOUS: "ambiguous; the candidates are listed",
}

_CONTEXT_SETTINGS: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_DEBUG: Final = "kg.debug"


def say(message: str) -> None:
    """Talk to the person: a line on standard error, which leaves standard output to the data."""
    click.echo(message, err=True)


def complain(message: str, hint: str | None = None) -> None:
    """Say what went wrong, and what to do next."""
    say(f"{click.style('kg:', fg='red', bold=True)} {message}")
    if hint:
        say(hint)


def _choose_color(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is None:  # not given to this command: what was given to `kg` itself stays
        return
    # click strips colour where the stream is no terminal, but does not know NO_COLOR (https://no-color.org).
    is_off = value == "never" or (
        value == "auto" and bool(os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb")
    )
    color = False if is_off else True if value == "always" else None
    ctx.color = color
    ctx.find_root().color = color  # errors are reported from there


def _choose_debug(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        ctx.meta[_DEBUG] = True  # shared by all contexts of one run


def _common_options(*, is_root: bool) -> list[click.Parameter]:
    """Options that every command takes, so that it does not matter where on the line they stand."""
    return [
        click.Option(
            ["--color"],
            type=click.Choice(["auto", "always", "never"]),
            default="auto" if is_root else None,
            is_eager=True,
            expose_value=False,
            callback=_choose_color,
            help="Colour on a terminal (auto, which honours NO_COLOR), always, or never.",
        ),
        click.Option(
            ["--debug"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_choose_debug,
            help="Show the traceback of an error.",
        ),
    ]


def _write_lines(formatter: click.HelpFormatter, title: str, lines: Sequence[str]) -> None:
    with formatter.section(title):
        for line in lines:
            formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


class Command(click.Command):
    """A command whose help page ends with examples and exit codes.

    Parameters
    ----------
    examples : sequence of str
        Command lines; the test suite runs each.
    exits : mapping of Outcome to str
        What its exit codes mean.
    """

    def __init__(
        self,
        name: str | None,
        *,
        examples: Sequence[str] = (),
        exits: Mapping[Outcome, str] = WORKING,
        **attributes: Any,
    ) -> None:
        attributes["context_settings"] = _CONTEXT_SETTINGS | (attributes.get("context_settings") or {})
        attributes["params"] = [*(attributes.get("params") or []), *_common_options(is_root=False)]
        super().__init__(name, **attributes)
        self.examples = tuple(examples)
        self.exits = dict(sorted(exits.items()))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples and the exit codes."""
        if self.examples:
            _write_lines(formatter, "Examples", self.examples)
        _write_lines(formatter, "Exit codes", [f"{code:<3}  {meaning}" for code, meaning in self.exits.items()])


class CommandGroup(click.Group):
    """A group that imports a command when it is called for, and turns errors into text and exit codes.

    Parameters
    ----------
    sections : mapping of str to mapping of str to str
        Section of the help page -> name of the command -> ``module:attribute``.
    """

    def __init__(
        self,
        name: str | None,
        *,
        sections: Mapping[str, Mapping[str, str]],
        examples: Sequence[str] = (),
        **attributes: Any,
    ) -> None:
        attributes["context_settings"] = _CONTEXT_SETTINGS | (attributes.get("context_settings") or {})
        attributes["params"] = [*(attributes.get("params") or []), *_common_options(is_root=True)]
        super().__init__(name, **attributes)
        self.sections = sections
        self.examples = tuple(examples)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands, in the order of the help page."""
        return [name for section in self.sections.values() for name in section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command `cmd_name`, or None if there is no such command."""
        for section in self.sections.values():
            if target := section.get(cmd_name):
                module, _, attribute = target.partition(":")
                command: click.Command = getattr(importlib.import_module(module), attribute)
                return command
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest names for one that is unknown."""
        names = self.list_commands(ctx)
        if args[0] not in names and not args[0].startswith("-") and not ctx.resilient_parsing:
            close = difflib.get_close_matches(args[0], names)
            ctx.fail(f"No such command {args[0]!r}." + (f" Did you mean {' or '.join(close)}?" if close else ""))
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, then the options."""
        self.format_commands(ctx, formatter)
        click.Command.format_options(self, ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands by section."""
        width = max(map(len, self.list_commands(ctx)))
        for title, section in self.sections.items():
            with formatter.section(title):
                commands = ((name, self.get_command(ctx, name)) for name in section)
                formatter.write_dl(
                    [
                        (f"{name:<{width}}", command.get_short_help_str(limit=80))
                        for name, command in commands
                        if command
                    ]
                )

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        _write_lines(formatter, "Examples", self.examples)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; whatever goes wrong becomes text on standard error and an exit code."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                _close_pipe_quietly()
                return Outcome.DONE
            return _report(error, with_traceback=ctx.meta.get(_DEBUG, False))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run as a program: parse `args`, run the command, exit with its outcome."""
        prog_name = prog_name or self.name
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode, **extra)
        for stream in (sys.stdout, sys.stderr):
            # A terminal that cannot show a letter is no reason to fail; neither is a lone surrogate in a paper.
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        try:
            outcome = super().main(args, prog_name, complete_var, False, **extra)
        except click.Abort:
            say("kg: interrupted")
            outcome = Outcome.INTERRUPTED
        except click.ClickException as error:
            error.show()
            outcome = error.exit_code
        sys.exit(int(outcome or Outcome.DONE))


def _close_pipe_quietly() -> None:
    """Whoever read our output has had enough: send the rest nowhere, so that the flush at exit does not fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _report(error: Exception, *, with_traceback: bool) -> Outcome:
    """Tell the person what went wrong, in one line and a hint."""
    if with_traceback:
        traceback.print_exception(error, file=sys.stderr)
    outcome = Outcome.FAILED
    hint: str | None = None
    if isinstance(error, UnknownNameError):
        outcome = Outcome.NO_ANSWER
        message, hint = error.message, error.hint
        if hint is None and error.suggestions:
            hint = f"Did you mean {' or '.join(error.suggestions)}?"
    elif isinstance(error, KgError):
        message, hint = error.message, error.hint
    elif isinstance(error, OSError) and error.strerror:
        message = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    else:
        detail = " ".join(str(error).split())
        message = f"{type(error).__name__}: {detail}" if detail else type(error).__name__
        hint = None if with_traceback else "this is a bug; run with --debug and report what it prints"
    complain(message, hint)
    return outcome
