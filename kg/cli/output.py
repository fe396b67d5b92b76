"""How commands print: tables, wrapped text, JSON and CSV on standard output; files written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import click

__all__ = [
    "counted",
    "heading",
    "id_tag",
    "is_asked",
    "is_watched",
    "output_file",
    "print_csv",
    "print_json",
    "print_table",
    "print_wrapped",
    "progress",
]


def is_watched() -> bool:
    """Whether a person sees standard output, and not a file or a program."""
    return sys.stdout.isatty()


def is_asked() -> bool:
    """Whether a person sits at standard input and can be asked."""
    return sys.stdin.isatty()


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """`number` with its noun.

    >>> counted(1, "paper"), counted(1200, "paper"), counted(2, "entry", "entries")
    ('1 paper', '1,200 papers', '2 entries')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def id_tag(id_: str) -> str:
    """`id_` as it stands after a name: dimmed, and left out where it only repeats a paper's title."""
    return "" if not id_ or id_.startswith("kgr:paper/title/") else click.style(id_, dim=True)


def heading(text: str) -> str:
    """`text` in bold, where colours show."""
    return click.style(text, bold=True)


def print_wrapped(text: str, *, indent: str = "", dim: bool = False) -> None:
    """Print `text` in lines that fit the terminal; into a file or pipe as one line."""
    line = " ".join(text.split())
    if is_watched():
        width = max(40, shutil.get_terminal_size().columns)
        line = textwrap.fill(line, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
    else:
        line = indent + line
    click.echo(click.style(line, dim=True) if dim else line)


def print_json(value: Any) -> None:
    """Print `value` as JSON: indented for a person, in one line for a program, so that outputs can be concatenated."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2 if is_watched() else None))


def print_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print `rows` as CSV, the header first."""
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)


def print_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print `rows` under `header`: folded to the width of a terminal, else in aligned columns of full length.

    Numbers stand to the right.
    """
    is_number = [
        all(isinstance(row[column], int | float) for row in rows) and bool(rows) for column in range(len(header))
    ]
    cells = [[_cell(value) for value in row] for row in rows]
    if is_watched():
        _print_rich_table(header, cells, is_number)
        return
    widths = [max(map(len, column)) for column in zip(header, *cells, strict=True)]
    for row in (list(header), *cells):
        aligned = (
            f"{value:>{width}}" if right else f"{value:<{width}}"
            for value, width, right in zip(row, widths, is_number, strict=True)
        )
        click.echo("  ".join(aligned).rstrip())


def _cell(value: object) -> str:
    text = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return " ".join(text.split())


def _print_rich_table(header: Sequence[str], cells: Sequence[Sequence[str]], is_number: Sequence[bool]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name, right in zip(header, is_number, strict=True):
        table.add_column(Text(name), justify="right" if right else "left", overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))  # as Text: what stands in brackets in a title is no markup
    context = click.get_current_context(silent=True)
    Console(no_color=context is not None and context.color is False, highlight=False).print(table)


@contextlib.contextmanager
def output_file(target: str) -> Iterator[BinaryIO]:
    """Open `target` for writing bytes, ``-`` being standard output.

    A file appears under its name only when it is complete: after an error or an interrupt, what was there before is
    still there.
    """
    path = Path(target).resolve()
    if target == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    elif path.exists() and not path.is_file():  # a device or a pipe (/dev/stdout, >(...)): written to, never replaced
        with path.open("wb") as stream:
            yield stream
    else:
        if not path.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                yield stream
            part.chmod(path.stat().st_mode if path.exists() else 0o666 & ~_umask())  # mkstemp makes it private
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextlib.contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, hidden unless that is a terminal.

    Yields
    ------
    callable
        To be called with how much is done and how much there is.
    """
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with contextlib.ExitStack() as shown:
        bar: Any = None

        def tell(done: int, total: int) -> None:
            nonlocal bar
            if bar is None:
                # No time left is shown: the first item takes longest, because it loads what all others use.
                shape = click.progressbar(length=total, label=label, file=sys.stderr, show_eta=False, show_pos=True)
                bar = shown.enter_context(shape)
            bar.update(done - bar.pos)

        yield tell
