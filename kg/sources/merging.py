"""Which records are one paper, and what that paper says.

A pure function of the set of records: neither their order nor earlier merges matter, because a paper keeps all its
records. So adding papers to a store and removing them can give the same graph as building it afresh:
`affected_papers` finds what must be merged again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from operator import attrgetter

from extractors.latex import decode
from kg.sources.identity import RANKED_KINDS, group_keys, identifier_curie, strong_ids, title_curie, title_key
from ontology.records import Paper, SourceRecord

__all__ = ["affected_papers", "merge_records"]

#: Addresses with and without a scheme; lengths are bounded as host names are, which also keeps matching linear.
_URL = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/\S*")
#: All values of a record, in whose order records sort; faster than comparing the records themselves.
_VALUES = attrgetter(*(field.name for field in fields(SourceRecord)))


def merge_records(records: Iterable[SourceRecord]) -> list[Paper]:
    """The papers that `records` describe, sorted by id; every distinct record is in exactly one of them.

    Notes
    -----
    1. Records that share a strong identifier (arXiv, DOI, ACL Anthology) are one paper, whatever their titles.
    2. Papers with the same title key are one, unless both have an identifier of the same kind: then these differ.
    3. Records without an identifier belong to the paper with their title key, to the smallest id if there are several.

    Of titles and abstracts the longest wins, addresses and LaTeX markup not counted; if they say the same, the one
    with shorter addresses and markup.
    """
    return sorted(_Groups(sorted(set(records), key=_VALUES)).papers(), key=lambda paper: paper.id)


def affected_papers(records: Iterable[SourceRecord], find: Callable[[frozenset[str]], Iterable[Paper]]) -> list[Paper]:
    """The papers of a store that may change when `records` come or go, sorted by id.

    Parameters
    ----------
    records : iterable of SourceRecord
        What is added, or the records of the papers that are removed.
    find : callable
        The stored papers that have a record with at least one of these group keys (`kg.sources.group_keys`).

    Returns
    -------
    list of Paper
        Merging their records with those added (without those removed) gives the papers to store in their place.
    """
    found: dict[str, Paper] = {}
    asked: set[str] = set()
    keys = frozenset[str]().union(*map(group_keys, records))
    while keys:
        asked |= keys
        papers = [paper for paper in find(keys) if paper.id not in found]
        found.update((paper.id, paper) for paper in papers)
        keys = frozenset(key for paper in papers for record in paper.records for key in group_keys(record)) - asked
    return [found[id] for id in sorted(found)]


class _Groups:
    """Records put together step by step (union-find); everything follows content, never the order of arrival."""

    def __init__(self, records: list[SourceRecord]) -> None:
        self.records = records
        self.parents = list(range(len(records)))
        self.own_ids = [strong_ids(record) for record in records]
        #: Identifiers of each group by kind, kept at its root.
        self.ids = [{kind: {value} for kind, value in ids.items()} for ids in self.own_ids]
        self.titles = [title_key(record.title) for record in records]
        self._join_identifiers()
        self._join_titles()
        self._attach_the_rest()

    def papers(self) -> Iterator[Paper]:
        """Each group as a paper."""
        groups: dict[int, list[SourceRecord]] = defaultdict(list)
        for index, record in enumerate(self.records):
            groups[self.root(index)].append(record)
        for root, records in groups.items():
            ids = {kind: min(values) for kind, values in self.ids[root].items()}
            yield _paper(self.curie(root), ids, tuple(records))

    def root(self, index: int) -> int:
        while self.parents[index] != index:
            self.parents[index] = self.parents[self.parents[index]]
            index = self.parents[index]
        return index

    def join(self, one: int, other: int) -> None:
        one, other = self.root(one), self.root(other)
        if one != other:
            self.parents[other] = one
            for kind, values in self.ids[other].items():
                self.ids[one].setdefault(kind, set()).update(values)

    def curie(self, root: int) -> str:
        """What the identifiers of a group make its id; empty if it has none."""
        ids = self.ids[root]
        return next((identifier_curie(kind, min(ids[kind])) for kind in RANKED_KINDS if kind in ids), "")

    def _join_identifiers(self) -> None:
        owners: dict[tuple[str, str], int] = {}
        for index, ids in enumerate(self.own_ids):
            for item in ids.items():
                self.join(owners.setdefault(item, index), index)

    def _join_titles(self) -> None:
        groups: dict[str, set[int]] = defaultdict(set)
        for index, title in enumerate(self.titles):
            if self.own_ids[index]:
                groups[title].add(index)
        for title in sorted(title for title, indices in groups.items() if len(indices) > 1):
            distinct: list[int] = []
            for root in sorted({self.root(index) for index in groups[title]}, key=self.curie):
                match = next((one for one in distinct if self.ids[one].keys().isdisjoint(self.ids[root])), None)
                if match is None:
                    distinct.append(root)
                else:
                    self.join(match, root)

    def _attach_the_rest(self) -> None:
        homes: dict[str, set[int]] = defaultdict(set)
        rest: dict[str, list[int]] = defaultdict(list)
        for index, title in enumerate(self.titles):
            if self.own_ids[index]:
                homes[title].add(self.root(index))
            else:
                rest[title].append(index)
        for title, indices in rest.items():
            home = min(homes[title], key=self.curie) if title in homes else indices[0]
            for index in indices:
                self.join(home, index)


def _paper(curie: str, ids: dict[str, str], records: tuple[SourceRecord, ...]) -> Paper:
    """One paper of records in ascending order; every choice follows the set of their values."""
    title = _preferred(record.title for record in records)
    return Paper(
        id=curie or title_curie(title),
        title=title,
        abstract=_preferred(record.abstract for record in records),
        identifier=_smallest(record.identifier for record in records),
        authors=min((record.authors for record in records), key=lambda names: (-len(names), names)),
        date=min((record.date for record in records), key=lambda text: (-len(text), text)),  # the most precise
        url=_smallest(record.url for record in records),
        venue=_smallest(record.venue for record in records),
        doi=ids.get("doi") or _smallest(record.doi for record in records),
        arxiv=ids.get("arxiv") or _smallest(record.arxiv for record in records),
        records=records,
    )


def _smallest(texts: Iterable[str]) -> str:
    """The shortest text that is not empty, the first in code point order among these."""
    return min((text for text in texts if text), key=lambda text: (len(text), text), default="")


def _preferred(texts: Iterable[str]) -> str:
    """The text that says most: a total order, so that it does not matter which come together first."""
    distinct = set(texts)
    return distinct.pop() if len(distinct) == 1 else min(distinct, key=_preference)


def _preference(text: str) -> tuple[int, str, int, str]:
    said = " ".join(_URL.sub(" ", decode(text).text).split())
    return -len(said), said, len(text), text
