"""The prompt of `kg ask`: questions one after the other, with history, completion and follow-ups."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.cli.answers import print_answer
from kg.cli.frame import Outcome, say

if TYPE_CHECKING:
    from queries.graph import Graph, LabelIndex

__all__ = ["completions", "converse"]

_LEAVING: Final = frozenset({"quit", "exit", "bye", "q"})
#: Most words of a line's end that a label is looked for with.
_TAIL: Final = 5
_HISTORY: Final = 1000


def converse(graph: Graph, index: LabelIndex, *, shown: int | None, sought: int, quotes: int) -> Outcome:
    """Answer what is typed until the person leaves; a question may follow up the one before.

    `shown`, `sought` and `quotes` bound the answers that are printed, those that are looked for, and their quotes.
    """
    from queries.algebra import Query
    from queries.answering import answer

    say(f"{len(index.titles):,} papers. Ask away; Tab completes names, 'what can I ask' helps, Ctrl-D leaves.")
    previous: Query | None = None
    with _line_editing(index):
        while True:
            try:
                line = input("? ").strip()
            except EOFError:
                say("")
                return Outcome.DONE
            except KeyboardInterrupt:
                say("")
                continue
            if line.casefold() in _LEAVING:
                return Outcome.DONE
            if not line:
                continue
            found = answer(line, graph, index, limit=sought, quotes=quotes, previous=previous)
            print_answer(found, graph, index, shown=shown, all_evidence=quotes > 1)
            if found.error is None:
                previous = found.query


def completions(line: str, labels: Sequence[str]) -> list[str]:
    """What may stand for the last word of `line`, so that its end is one of `labels`; the longest ends first.

    Labels come in the order in which they are given.

    >>> completions("papers on machine tr", ["machine translation", "transliteration"])
    ['translation', 'transliteration']
    """
    words = line.split(" ")
    found: dict[str, None] = {}
    for count in range(min(_TAIL, len(words)), 0, -1):
        end = " ".join(words[-count:]).casefold()
        if not end.strip():
            continue
        for label in labels:
            if label.casefold().startswith(end):
                found[" ".join(label.split(" ")[count - 1 :])] = None
    return list(found)


@contextlib.contextmanager
def _line_editing(index: LabelIndex) -> Iterator[None]:
    """Editing, history and completion, where Python has readline."""
    try:
        import readline
    except ImportError:  # Windows
        yield
        return
    labels = sorted({label for entry in index.entities.values() for label in (entry.label, *entry.alt_labels)})
    labels += sorted(index.titles.values())

    found: list[str] = []

    def complete(text: str, state: int) -> str | None:
        if state == 0:  # the others of the same key press are asked for one by one
            found[:] = completions(readline.get_line_buffer()[: readline.get_endidx()], labels)
        return found[state] if state < len(found) else None

    file = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "paperkg" / "questions"
    former = readline.get_completer(), readline.get_completer_delims()
    with contextlib.suppress(OSError):
        readline.read_history_file(file)
    readline.set_history_length(_HISTORY)
    readline.set_completer(complete)
    readline.set_completer_delims(" ")
    readline.parse_and_bind("tab: complete")
    try:
        yield
    finally:
        readline.set_completer(former[0])
        readline.set_completer_delims(former[1])
        with contextlib.suppress(OSError):  # a home that cannot be written is no reason to fail
            file.parent.mkdir(parents=True, exist_ok=True)
            readline.write_history_file(file)
