"""What was read and what was not: one report a file, one for the whole reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["FileReport", "Layout", "SkippedRecord", "SourceReport"]

#: `unknown` is a file that was opened and has no known layout, `unreadable` one that gave no text at all.
Layout = Literal["listing", "json-lines", "text", "unknown", "unreadable"]


@dataclass(frozen=True, slots=True, order=True)
class SkippedRecord:
    """Something in a source that did not become a paper, and why.

    `source` is the path as the user gave it; `line` is 1-based, 0 for the source as a whole.
    """

    source: str
    line: int
    reason: str

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}" if self.line else self.source
        return f"{place}: {self.reason}"

    def as_json(self) -> dict[str, Any]:
        """As an object of JSON; `line` is null for the source as a whole."""
        return {"source": self.source, "line": self.line or None, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class FileReport:
    """What one source gave: how it was read, how many entries, and what was skipped."""

    source: str
    layout: Layout
    entries: int
    skipped: tuple[SkippedRecord, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As an object of JSON."""
        return {
            "source": self.source,
            "layout": self.layout,
            "entries": self.entries,
            "skipped": [record.as_json() for record in self.skipped],
        }


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What all sources gave, in the order in which they were read; `papers` is None before merging."""

    files: tuple[FileReport, ...] = ()
    papers: int | None = None

    @property
    def entries(self) -> int:
        """Entries read from all sources; a paper met twice counts twice."""
        return sum(file.entries for file in self.files)

    @property
    def skipped(self) -> tuple[SkippedRecord, ...]:
        """All that was skipped, by source and line."""
        return tuple(record for file in self.files for record in file.skipped)

    def as_json(self) -> dict[str, Any]:
        """As an object of JSON."""
        return {
            "files": [file.as_json() for file in self.files],
            "entries": self.entries,
            "papers": self.papers,
            "skipped": len(self.skipped),
        }
