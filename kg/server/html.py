"""Pages: templates filled in with every value escaped, and no script at all."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from kg.server.addresses import path_of
from ontology.terms import PREDICATES, contract

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["render"]

#: Predicates between models, read from either side.
_WAYS: Final = {
    "finetuneOf": ("fine-tuned from", "fine-tuned into"),
    "mergeOf": ("merged from", "merged into"),
    "quantizedFrom": ("quantized from", "quantized into"),
    "distilledFrom": ("distilled from", "distilled into"),
    "prunedFrom": ("pruned from", "pruned into"),
    "basedOn": ("based on", "basis of"),
}


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
        "number": lambda value: f"{value:,.15g}",
        "path": lambda name: path_of(name) or "",
        "readable": _readable,
        "web": _is_web_address,
    }
    environment.globals |= {"predicate_title": _predicate_title, "way_title": _way_title}
    return environment


def _readable(quote: str) -> str:
    """A quote with its LaTeX decoded."""
    from extractors.latex import decode

    return decode(quote).text


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
    return _WAYS[name][side].capitalize()
