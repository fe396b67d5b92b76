"""What the classifier of proposals sees of each: its places, what stands around them, and the other proposals."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from extractors.document import Candidate, Notes
from extractors.name_rates import NameRates
from extractors.proposals import Place, Proposal
from ontology.folding import compact
from ontology.terms import ENTITY_TYPES

__all__ = ["proposal_features"]

#: Shown beside how likely the name is.
_PAIRED: Final = ("place", "longer", "shorter", "rival", "words", "times")
_LINKS_OF_LIST: Final = frozenset((",", "and", "or", "&", "/"))
#: So many places of a spelling are looked at where each adds features.
_PLACES: Final = 5


def proposal_features(
    proposals: Sequence[Proposal], notes: Notes, candidates: Sequence[Candidate], rates: NameRates
) -> Iterator[list[str]]:
    """Features of each of `proposals`, which are all those of the document.

    Parameters
    ----------
    candidates : sequence of Candidate
        What the rules found.
    rates : NameRates
        How often spellings are names; of other papers than this one where the classifier learns from it.
    """
    document = _Document(proposals, notes, candidates, rates)
    for proposal in proposals:
        yield document.features(proposal)


class _Document:
    """What is the same for all proposals of a document, made once."""

    def __init__(
        self, proposals: Sequence[Proposal], notes: Notes, candidates: Sequence[Candidate], rates: NameRates
    ) -> None:
        self._notes = notes
        self._context = notes.context
        self._tokens = notes.context.tokens
        self._rates = rates
        self._text = compact(notes.text)
        self._title_end = notes.sentences[0].end if notes.sentences else 0
        self._names = {compact(notes.text[slice(*name.spans[0])]): name for name in notes.names if name.spans}
        self._candidates: dict[tuple[int, int], list[Candidate]] = {}
        for candidate in candidates:
            self._candidates.setdefault((candidate.start, candidate.end), []).append(candidate)
        #: By spelling, how likely it is a name of each type.
        self._likeliest: dict[str, dict[str, float]] = {}
        self._covering: dict[int, list[tuple[Place, str]]] = {}
        self._ending: dict[int, list[tuple[str, float]]] = {}
        self._beginning: dict[int, list[tuple[str, float]]] = {}
        for proposal in proposals:
            self._likeliest.setdefault(proposal.key, {})[proposal.type] = proposal.likeliest
            for place in proposal.places:
                self._beginning.setdefault(place.first, []).append((proposal.type, place.probability))
                self._ending.setdefault(place.last, []).append((proposal.type, place.probability))
                for token in range(place.first, place.last + 1):
                    self._covering.setdefault(token, []).append((place, proposal.key))
        self._other_form: dict[str, str] = {}
        for abbreviation in notes.abbreviations:
            short, long = compact(abbreviation.short), compact(abbreviation.long)
            self._other_form |= {short: long, long: short}

    def features(self, proposal: Proposal) -> list[str]:
        """Features of one proposal."""
        best = _level(proposal.likeliest)
        levels = self._levels(proposal)
        plain = [f"{what}={level}" for what, level in levels.items()]
        plain += [f"best={best}&{what}={levels[what]}" for what in _PAIRED]
        plain.append(f"own={levels['own']}&presented={levels['presented']}")
        plain.append(f"rival={levels['rival']}&suggested={levels['suggested']}")
        plain.append(f"any={levels['any']}&times={levels['times']}")
        plain += self._words(proposal)
        plain += self._rules(proposal)
        signs = self._signs(proposal)
        plain += signs
        named, held = self._rates.of(proposal.type, proposal.key)
        plain += _met(held, levels, signs)
        alike = list(self._alike(proposal, named, held))
        own = min(9, int(10 * proposal.own)) // 3
        return [
            *plain,
            *alike,
            *(f"{proposal.type}|{feature}" for feature in (*plain, *alike)),
            *(f"{proposal.type}|own={own}&{sign}" for sign in signs),
            *(f"best={best}&{feature}" for feature in alike),
            f"{proposal.type}|best={best}&known={levels['known']}",
        ]

    def _levels(self, proposal: Proposal) -> dict[str, int | str]:
        """Numbers, in steps."""
        notes, tokens = self._notes, self._tokens
        longer = shorter = in_title = 0.0
        none_is = 1.0
        rules = list(self._found(proposal))
        for place in proposal.places:
            none_is *= 1 - min(place.probability, 0.999)
            if tokens[place.first].start < self._title_end:
                in_title = max(in_title, place.probability)
            for token in range(place.first, place.last + 1):
                for other, key in self._covering[token]:
                    if key != proposal.key:
                        if other.last - other.first > place.last - place.first:
                            longer = max(longer, other.probability)
                        else:
                            shorter = max(shorter, other.probability)
        first = proposal.places[0]
        surface = notes.text[tokens[first.first].start : tokens[first.last].end]
        times = self._text.count(proposal.key)
        name = self._names.get(proposal.key)
        of_types = self._likeliest[proposal.key]
        return {
            "best": _level(proposal.likeliest),
            "any": _level(1 - none_is),
            "mean": _tenth(sum(place.probability for place in proposal.places) / max(times, len(proposal.places))),
            "own": _tenth(proposal.own),
            "title": _tenth(in_title),
            "rival": _tenth(max((p for type, p in of_types.items() if type != proposal.type), default=0.0)),
            "longer": _tenth(longer),
            "shorter": _tenth(shorter),
            "times": min(times, 6),
            "place": min(len(proposal.places), 5),
            "words": min(first.last - first.first + 1, 6),
            "known": int(any(c.type == proposal.type and c.finder != "introductions" for c in rules)),
            "introduced": int(any(c.type == proposal.type and c.is_introduced for c in rules)),
            "otherwise": int(any(c.type != proposal.type for c in rules)),
            "presented": max(-3, min(6, round(5 * name.score))) if name else "no",
            "suggested": ("same" if name.type == proposal.type else str(name.type)) if name else "no",
            "capital": int(surface[:1].isupper()),
            "capitals": _tenth(sum(map(str.isupper, surface)) / len(surface)),
        }

    def _words(self, proposal: Proposal) -> list[str]:
        """The words themselves, and those beside them."""
        low = self._context.low
        first = proposal.places[0]
        inner = low[first.first : first.last + 1]
        beside: dict[str, None] = {}
        for place in proposal.places[:3]:
            if place.first:
                beside[f"before={low[place.first - 1]}"] = None
            if place.last + 1 < len(low):
                beside[f"behind={low[place.last + 1]}"] = None
        for place in proposal.places:
            beside[f"role={self._notes.sentence_at(self._tokens[place.first].start).role}"] = None
        words = [f"w={word}" for word in inner[:6]]
        return [*words, f"begins={inner[0]}", f"ends={inner[-1]}", f"key={proposal.key[:40]}", *beside]

    def _found(self, proposal: Proposal) -> Iterator[Candidate]:
        for place in proposal.places:
            span = self._tokens[place.first].start, self._tokens[place.last].end
            yield from self._candidates.get(span, ())

    def _rules(self, proposal: Proposal) -> list[str]:
        """What the rules say of the same stretches."""
        rules = {(c.type == proposal.type, c.finder, c.is_introduced) for c in self._found(proposal)}
        return [f"rule={is_type}|{finder}|{is_introduced}" for is_type, finder, is_introduced in sorted(rules)]

    def _signs(self, proposal: Proposal) -> list[str]:
        """How its sentences present it."""
        signs: dict[str, None] = {}
        for place in proposal.places[:_PLACES]:
            signs.update(dict.fromkeys(self._context.signs(place.first, place.last)))
        return list(signs)

    def _alike(self, proposal: Proposal, named: int, held: int) -> Iterator[str]:
        """What is said of it elsewhere, of its neighbours in lists, of its other form and its plural."""
        if held:
            rate = _log_odds((named + 0.3) / (held + 1))
            yield f"rate={rate}"
            yield f"rate={rate}|{min(held, 8).bit_length()}"
            yield f"held={min(held, 15).bit_length()}"
            otherwise = max(self._rates.of(type, proposal.key)[0] for type in ENTITY_TYPES if type != proposal.type)
            yield f"rate otherwise={round(4 * otherwise / held)}"
        else:
            yield "rate=unknown"
        listed = self._listed(proposal)
        if listed:
            type, probability = max(listed.items(), key=lambda item: (item[1], item[0]))
            yield f"listed with={'same' if type == proposal.type else type}{_level(probability)}"
            yield f"listed with same={_level(listed.get(proposal.type, 0.0))}"
        else:
            yield "listed with=none"
        other_form = self._other_form.get(proposal.key)
        if other_form is not None:
            of_types = self._likeliest.get(other_form, {})
            yield f"other form={_level(of_types.get(proposal.type, 0.0))}"
            rival = max((p for type, p in of_types.items() if type != proposal.type), default=0.0)
            yield f"other form otherwise={_level(rival)}"
        number = proposal.key[:-1] if proposal.key.endswith("s") else f"{proposal.key}s"
        of_number = self._likeliest.get(number, {})
        if proposal.type in of_number:
            yield f"other number={_level(of_number[proposal.type])}"

    def _listed(self, proposal: Proposal) -> dict[str, float]:
        """How likely the neighbours in a list ("A, B and C") are names of each type."""
        low = self._context.low
        found: dict[str, float] = defaultdict(float)
        for place in proposal.places[:_PLACES]:
            for links in (1, 2):
                left, right = place.first - links, place.last + links
                if left > 0 and _LINKS_OF_LIST.issuperset(low[left : place.first]):
                    for type, probability in self._ending.get(left - 1, ()):
                        found[type] = max(found[type], probability)
                if right + 1 < len(low) and _LINKS_OF_LIST.issuperset(low[place.last + 1 : right + 1]):
                    for type, probability in self._beginning.get(right + 1, ()):
                        found[type] = max(found[type], probability)
        return found


def _met(held: int, levels: Mapping[str, int | str], signs: Collection[str]) -> Iterator[str]:
    """How this paper presents the name, beside whether others know it.

    What others know is seldom the paper's own, unless the paper presents it: it may be where they have it from.
    """
    met = "often" if held > 1 else "once" if held else "never"
    opens_title = int("title" in signs and "opens" in signs)
    yield f"met={met}&presented={levels['presented']}"
    yield f"met={met}&presented={levels['presented']}&opens={opens_title}"
    yield f"met={met}&opens={opens_title}"
    yield f"met={met}&defined={int(any(sign.startswith('text defines') for sign in signs))}"
    yield f"met={met}&own={levels['own']}"


def _level(probability: float) -> int:
    return _log_odds(min(max(probability, 0.01), 0.99))


def _log_odds(share: float) -> int:
    """Log-odds in steps of two thirds."""
    return round(1.5 * math.log(share / (1 - share)))


def _tenth(share: float) -> int:
    return min(9, int(10 * share))
