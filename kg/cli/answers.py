"""Answers as text: the reading, the answers with the sentences behind them, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import click

from kg.cli.cards import print_card
from kg.cli.frame import Outcome, complain, say
from kg.cli.output import counted, heading, id_tag, print_wrapped
from ontology.terms import expand

if TYPE_CHECKING:
    from queries.answering import Answer, AnswerRow
    from queries.graph import Graph, LabelIndex

__all__ = ["print_answer", "refuse"]

#: How many facts of a kind a described thing is shown with.
_FACTS: Final = 3
#: Below these codes the suggestions are names; below the others, things to ask.
_MISNAMED: Final = frozenset({"unknown-entity", "unknown-relation"})


def refuse(answer: Answer) -> Outcome:
    """Say why `answer` is none, and what to try."""
    error = answer.error
    if error is None:
        raise ValueError(f"{answer.question!r} was answered")
    hint = "Nothing in the graph is spelt like it either." if error.code == "unknown-entity" else None
    if error.suggestions:
        hint = (
            f"Did you mean {' or '.join(error.suggestions)}?"
            if error.code in _MISNAMED
            else "Try: " + " · ".join(error.suggestions)
        )
    complain(error.message, hint)
    return Outcome(answer.exit_code)


def print_answer(answer: Answer, graph: Graph, index: LabelIndex, *, shown: int | None, all_evidence: bool) -> Outcome:
    """Print the reading, then yes or no, a number, cards, or a list of at most `shown` answers with their sentences.

    A refusal is said by `refuse`. `index` is that of `graph`.
    """
    if answer.error:
        return refuse(answer)
    print_wrapped(heading(answer.reading))
    if answer.boolean is not None:
        click.echo(heading("yes" if answer.boolean else "no"))
    elif answer.kind == "count" and answer.count is not None:
        click.echo(heading(_number(answer.count)))
    elif answer.kind in ("papers", "entities") and answer.count is not None:
        nouns = ("paper", "papers") if answer.kind == "papers" else ("answer", "answers")
        click.echo(counted(int(answer.count), *nouns))
    rows = answer.answers if shown is None else answer.answers[:shown]
    if answer.kind == "description" and all(row.id.startswith("kgr:") for row in rows):
        _print_cards(rows, graph, all_evidence=all_evidence)
    else:
        _print_rows(rows, index, all_evidence=all_evidence)
    found = len(answer.answers) if answer.kind in ("count", "boolean") else int(answer.count or 0)
    if len(rows) < found:
        say(f"... and {found - len(rows):,} more (--limit 0 shows all)")
    if answer.ignored:
        say("not taken into account: " + ", ".join(repr(word) for word in answer.ignored))
    return Outcome.DONE


def _print_cards(rows: Sequence[AnswerRow], graph: Graph, *, all_evidence: bool) -> None:
    from kg.cards import make_card

    for row in rows:
        click.echo()
        print_card(make_card(graph, row.id), limit=_FACTS, all_evidence=all_evidence)


def _print_rows(rows: Sequence[AnswerRow], index: LabelIndex, *, all_evidence: bool) -> None:
    width = len(str(len(rows)))
    for number, row in enumerate(rows, start=1):
        click.echo(f"{number:>{width}}. {_line(row)}")
        for evidence in row.evidence if all_evidence else row.evidence[:1]:
            title = index.titles[expand(evidence.paper)]
            where = "" if evidence.paper == row.id or evidence.quote == title else f" — {title}"
            print_wrapped(f"“{evidence.quote}”{where}", indent=" " * (width + 4), dim=True)


def _line(row: AnswerRow) -> str:
    # The score is a confidence, or a number that was counted.
    return "  ".join(filter(None, (row.label, _number(row.score), id_tag(row.id))))


def _number(value: float) -> str:
    """`value` with two decimals at most, and none that say nothing."""
    return f"{round(value, 2):,.15g}"
