"""Content negotiation: which of the formats that there are a request would like best (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from kg.server.errors import RequestError

__all__ = ["choose", "negotiate"]

#: A media range, its parameters after semicolons.
_RANGE: Final = re.compile(r"\s*([^\s;,/]+)/([^\s;,]+)\s*((?:;[^,]*)?)")
_QUALITY: Final = re.compile(r";\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*(?:;|$)", re.IGNORECASE)


def choose(accept: str, offers: Sequence[str]) -> str | None:
    """The media type of `offers` that an ``Accept`` header prefers, or None if it takes none of them.

    Parameters
    ----------
    accept : str
        Empty if the request has no such header: it takes anything.
    offers : sequence of str
        Media types, what the server prefers first; that order settles ties.

    >>> choose("text/turtle;q=0.5, application/*;q=0.8", ["text/turtle", "application/ld+json"])
    'application/ld+json'
    """
    if not accept.strip():
        return offers[0]
    ranges = [
        (match[1].lower(), match[2].lower(), _quality(match[3]))
        for match in map(_RANGE.fullmatch, accept.split(","))
        if match
    ]
    best, best_quality = None, 0.0
    for offer in offers:
        quality = _quality_of(offer, ranges)
        if quality > best_quality:
            best, best_quality = offer, quality
    return best


def negotiate(accept: str, offers: Sequence[str]) -> str:
    """As `choose`, for those who have nothing else to offer.

    Raises
    ------
    RequestError
        Status 406, if the header takes none of `offers`.
    """
    chosen = choose(accept, offers)
    if chosen is None:
        raise RequestError(406, f"this comes in no format of {accept!r}", hint=f"It comes as {', '.join(offers)}.")
    return chosen


def _quality(parameters: str) -> float:
    match = _QUALITY.search(parameters)
    return float(match[1]) if match else 1.0


def _quality_of(offer: str, ranges: Sequence[tuple[str, str, float]]) -> float:
    """What the most specific of `ranges` that fits says of `offer`; 0 if none fits."""
    kind, _, subtype = offer.partition("/")
    found = [
        ((range_type != "*") + (range_subtype != "*"), quality)
        for range_type, range_subtype, quality in ranges
        if (range_type in (kind, "*")) and range_subtype in (subtype, "*")
    ]
    return max(found)[1] if found else 0.0
