"""Cards as text: what a thing is, and its facts by predicate with the sentences behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from kg.cli.output import counted, heading, id_tag, print_wrapped
from kg.wording import BETWEEN_ENTITIES
from ontology.terms import PREDICATES

if TYPE_CHECKING:
    from kg.cards import Card, Fact

__all__ = ["print_card"]


def print_card(card: Card, *, limit: int, all_evidence: bool) -> None:
    """Print `card`, at most `limit` facts of a kind (0 for all), each with its surest sentence or with all of them."""
    node = card.node
    click.echo(heading(node.label))
    for line in _paper_lines(card) if node.is_paper else _entity_lines(card):
        print_wrapped(line, indent="  ")
    if not node.is_paper:
        for groups, side in ((card.built_on, 0), (card.basis_of, 1)):
            for predicate, facts in groups:
                _print_facts(BETWEEN_ENTITIES[predicate][side], facts, limit=limit, all_evidence=all_evidence)
    for predicate, facts in card.facts:
        verb = PREDICATES[predicate]
        title = verb.passive if node.is_paper else f"papers that {verb.verb} it"
        _print_facts(title, facts, limit=limit, all_evidence=all_evidence)


def _entity_lines(card: Card) -> list[str]:
    node = card.node
    kind = f"{node.type}, {node.kind}" if node.kind else node.type
    lines = [f"{kind} · {counted(card.papers, 'paper')} · {node.id}"]
    if node.definition:
        lines.append(node.definition)
    if node.is_coined:
        lines.append("Named by papers, in no vocabulary.")
    if node.aliases:
        lines.append("also written: " + ", ".join(node.aliases))
    if card.broader:
        lines.append("belongs to: " + ", ".join(thing.label for thing in card.broader))
    if card.narrower:
        lines.append("includes: " + ", ".join(f"{one.thing.label} ({one.papers})" for one in card.narrower))
    return lines


def _paper_lines(card: Card) -> list[str]:
    node = card.node
    first = " · ".join(filter(None, (f"{node.kind} paper", node.date, node.venue, node.id)))
    return list(filter(None, (first, node.authors.replace("; ", ", "), *node.links)))


def _print_facts(title: str, facts: Sequence[Fact], *, limit: int, all_evidence: bool) -> None:
    click.echo(f"\n{heading(title)} ({len(facts)})")
    shown = facts[:limit] if limit else facts
    for fact in shown:
        confidence = "" if fact.edge.confidence is None else f"  {fact.edge.confidence:.2f}"
        type_ = "" if fact.other.type == "Paper" else f" ({fact.other.type})"
        tag = id_tag(fact.other.id)
        click.echo(f"  {fact.other.label}{type_}{confidence}" + (f"  {tag}" if tag else ""))
        for evidence in fact.edge.evidence if all_evidence else fact.edge.evidence[:1]:
            print_wrapped(f"“{evidence.quote}”", indent="      ", dim=True)
    if len(facts) > len(shown):
        click.echo(f"  ... and {len(facts) - len(shown)} more (--limit 0 shows all)")
