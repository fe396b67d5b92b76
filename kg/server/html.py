"""Pages: templates filled in, with every value escaped."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from kg.explorer.shapes import PATHS
from kg.server.addresses import path_of
from kg.wording import BETWEEN_ENTITIES
from ontology.folding import compact, fold
from ontology.terms import PREDICATES, contract

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment
    from markupsafe import Markup

    from kg.explorer.records import Evidence, Node

__all__ = ["render"]


#: How many years the first page draws.
_MOST_YEARS: Final = 24


def render(template: str, **context: Any) -> bytes:
    """The page that a template of ``assets/`` makes of `context`."""
    return _environment().get_template(template).render(**context).encode("utf-8", errors="replace")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("kg.server", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "curie": contract,
        "other_names": _other_names,
        "parts": _parts,
        "number": lambda value: f"{value:,.15g}",
        "anchor": lambda title: fold(title).replace(" ", "-"),
        "json": _embedded,
        "local": lambda id_: id_.partition(":")[2],
        "path": lambda name: path_of(name) or "",
        "readable": _readable,
        "web": _is_web_address,
        "years": _years,
    }
    environment.globals |= {
        "page": "",
        "predicate_title": _predicate_title,
        "sign_paths": PATHS,
        "way_title": _way_title,
    }
    return environment


def _embedded(value: object) -> Markup:
    """`value` as JSON for a script element, which no text in it can end."""
    from markupsafe import Markup

    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def _readable(quote: str) -> str:
    """A quote with its LaTeX decoded."""
    from extractors.latex import decode

    return decode(quote).text


def _other_names(node: Node) -> list[str]:
    """Other names of an entity; of spellings that are compared as one, the first."""
    names = {compact(name): name for name in reversed(node.aliases)}
    names.pop(compact(node.label), None)
    return sorted(names.values()) or list(node.aliases[:1])


def _parts(evidence: Evidence) -> list[tuple[str, bool]]:
    """The passage in parts, and of each whether it names the entity."""
    parts, place = [], 0
    for start, end in evidence.marks:
        parts += [(evidence.readable[place:start], False), (evidence.readable[start:end], True)]
        place = end
    return [*parts, (evidence.readable[place:], False)]


def _years(counts: Mapping[str, int]) -> list[tuple[int, int]]:
    """The latest years with their counts, those between that have none too."""
    known = {int(year): number for year, number in counts.items() if year.isdecimal()}
    if not known:
        return []
    first = max(min(known), max(known) - _MOST_YEARS + 1)
    return [(year, known.get(year, 0)) for year in range(first, max(known) + 1)]


def _is_web_address(link: str) -> bool:
    """Whether a link of a source may be made clickable: ``javascript:`` and the like may not."""
    try:
        return urlsplit(link).scheme in ("http", "https")
    except ValueError:
        return False


def _predicate_title(name: str, *, is_paper: bool) -> str:
    """Heading of the facts of a predicate, on the page of a paper or of an entity."""
    predicate = PREDICATES[name]
    return predicate.passive.capitalize() if is_paper else f"Papers that {predicate.verb} it"


def _way_title(name: str, side: int) -> str:
    """Heading of what a model was made from (`side` 0) or was made into (1)."""
    return BETWEEN_ENTITIES[name][side].capitalize()
