"""Where things have their pages: the path of an IRI below ``kgr:``, and back."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from kg.rdf import node
from ontology.terms import ENTITY_TYPES, KGR

__all__ = ["SECTIONS", "iri_of", "path_of"]

#: First parts of the paths of things.
SECTIONS: Final = (*(type_.lower() for type_ in ENTITY_TYPES), "graph", "paper", "scheme")

_ESCAPE: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
#: Escapes of these mean the same as the characters, in a path as in an IRI of ours.
_PLAIN: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@")


def path_of(name: str) -> str | None:
    """The path of the page of `name`, an IRI or a CURIE; None for what has no page here.

    A statement and a passage have the page of their paper.

    >>> path_of("kgr:model/llama-2"), path_of("kgr:paper/title/x#char=0,5"), path_of("skos:broader")
    ('/model/llama-2', '/paper/title/x', None)
    """
    iri = KGR + name.removeprefix("kgr:") if name.startswith("kgr:") else name
    if not iri.startswith(KGR):
        return None
    local = iri.removeprefix(KGR).partition("#")[0]
    return "/" + quote(local, safe="%/:@!$&'()*+,;=~") if local.partition("/")[0] in SECTIONS else None


def iri_of(path: str) -> str:
    """The IRI whose page is at `path`, which is as it came: percent-encoded.

    >>> iri_of("/paper/title/%D1%81%D0%B2%D0%B5%D1%82"), iri_of("/paper/doi/10.1/a%3Cb"), iri_of("/model/qwen2%2E5")
    ('https://w3id.org/paperkg/paper/title/свет', 'https://w3id.org/paperkg/paper/doi/10.1/a%3Cb', 'https://w3id.org/paperkg/model/qwen2.5')
    """
    return node(KGR + _ESCAPE.sub(_unescape, path.removeprefix("/"))).value


def _unescape(match: re.Match[str]) -> str:
    """The escapes of `match` as characters where they stand for the same; the others as `kg.rdf.node` writes them."""
    raw = unquote_to_bytes(match[0])
    try:
        characters = raw.decode("utf-8")
    except UnicodeDecodeError:
        return match[0].upper()
    return "".join(
        character if not character.isascii() or ord(character) in _PLAIN else f"%{ord(character):02X}"
        for character in characters
    )
