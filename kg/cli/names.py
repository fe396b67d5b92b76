"""Names on the command line: how one that has several meanings is reported, and how a shell completes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from kg.cli.frame import complain, say
from ontology.errors import KgError

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem

    from kg.cards import Thing

__all__ = ["complete_id", "list_candidates", "qualified"]

#: How many candidates of an ambiguous name are listed, and how many completions are offered.
_CANDIDATES: Final = 20
_COMPLETIONS: Final = 200


def qualified(thing: Thing) -> str:
    """The name of `thing` with its type before it, as commands take it: ``model:Yi``."""
    return f"{thing.type.casefold()}:{thing.label}"


def list_candidates(name: str, found: Sequence[Thing], *, command: str) -> None:
    """Say that `name` may denote any of `found`, and how to tell `command` which."""
    complain(f"{name!r} has {len(found)} meanings:")
    for thing in found[:_CANDIDATES]:
        say(f"  {thing.label} ({thing.type})  {thing.id}")
    if len(found) > _CANDIDATES:
        say(f"  ... and {len(found) - _CANDIDATES} more")
    say(f"Give one of these ids: kg {command} {found[0].id}")


def complete_id(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids that begin with `incomplete`, without ``kgr:``: they hold no blank and no colon, which shells would split."""
    from click.shell_completion import CompletionItem

    from kg.store import DEFAULT_PATH, Store
    from ontology import terms

    query = f"SELECT ?node ?label WHERE {{ ?node <{terms.PREF_LABEL}>|<{terms.TITLE}> ?label }}"
    try:
        with Store.open(ctx.params.get("store") or DEFAULT_PATH) as graph:
            labels = {str(row["node"]).removeprefix(terms.KGR): str(row["label"]) for row in graph.select(query)}
    except KgError:  # no store: nothing to complete, and no place for an error
        return []
    found = sorted(id_ for id_ in labels if id_.startswith(incomplete.removeprefix("kgr:")))
    return [CompletionItem(id_, help=labels[id_]) for id_ in found[:_COMPLETIONS]]
