"""From paths to papers: finds the files, recognises their layout by their content, reads them, and reports on each."""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import IO, BinaryIO, Final

from kg.sources.json_lines import is_json_lines, parse_json_lines
from kg.sources.listings import is_listing, parse_listing
from kg.sources.merging import merge_records
from kg.sources.plain_text import parse_plain_text
from kg.sources.reports import FileReport, Layout, SkippedRecord, SourceReport
from kg.sources.text_lines import Line, NotTextError, Problem, clean, open_text, read_lines
from ontology.records import Paper, SourceRecord

__all__ = ["read_papers", "read_sources"]

#: The name that standard input has as a source.
_STDIN_NAME: Final = "stdin"
#: Pages that are no JSON lines are read as a whole, so their size is bounded.
_MAX_PAGE_CHARACTERS: Final = 50_000_000
_SNIFFED_LINES: Final = 20

_Parser = Callable[[Iterable[Line], str], Iterator[SourceRecord | Problem]]


def read_papers(paths: Sequence[str | Path], *, stdin: BinaryIO | None = None) -> tuple[list[Paper], SourceReport]:
    """Merged papers of all sources, sorted by id, and the report; see `read_sources`."""
    records, report = read_sources(paths, stdin=stdin)
    papers = merge_records(records)
    return papers, replace(report, papers=len(papers))


def read_sources(
    paths: Sequence[str | Path], *, stdin: BinaryIO | None = None
) -> tuple[list[SourceRecord], SourceReport]:
    """Every record of every source, in the order of `paths`, and what was skipped and why.

    Parameters
    ----------
    paths : sequence of str or Path
        Files, plain or gzip; folders, of which all files are read, also in subfolders, sorted, hidden ones aside;
        ``-`` for standard input. A file named twice is read once.
    stdin : binary file, optional
        What ``-`` reads; the process's standard input if not given.

    Returns
    -------
    records : list of SourceRecord
    report : SourceReport
        One `FileReport` a file. Nothing is raised for bad input: a file that cannot be read has a report that says so,
        and the caller decides whether what is left is enough.

    Notes
    -----
    Layouts are recognised by content: JSON lines, listing pages, and the text of one paper. JSON lines are streamed.
    """
    records: list[SourceRecord] = []
    reports: list[FileReport] = []
    seen: set[str] = set()
    for path in map(str, paths):
        files, failures = ([path], []) if path == "-" else _files(path)
        reports += failures
        for file in files:
            identity = file if file == "-" else os.path.realpath(file)
            if identity not in seen:
                seen.add(identity)
                found, report = _read(file, stdin)
                records += found
                reports.append(report)
    return records, SourceReport(tuple(reports))


def _files(path: str) -> tuple[list[str], list[FileReport]]:
    """The file `path` itself, or the files below a folder and what of it cannot be read."""
    if not Path(path).is_dir():
        return [path], []
    files: list[str] = []
    failures: list[FileReport] = []

    def note(error: OSError) -> None:
        failures.append(_unreadable(str(error.filename), _reason(error)))

    for folder, subfolders, names in os.walk(path, onerror=note):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            file = Path(folder, name)
            if file.exists() and not file.is_file():  # reading a pipe or a device might never end
                failures.append(_unreadable(str(file), "neither a file nor a folder"))
            else:
                files.append(str(file))
    if not files and not failures:
        failures.append(_unreadable(path, "no files in this folder"))
    return files, failures


def _read(path: str, stdin: BinaryIO | None) -> tuple[list[SourceRecord], FileReport]:
    if path == "-":
        source: Path | BinaryIO = stdin or sys.stdin.buffer
        label = name = _STDIN_NAME
    else:
        source, label, name = Path(path), clean(path), clean(Path(path).name)
    records: list[SourceRecord] = []
    skipped: list[SkippedRecord] = []
    try:
        with open_text(source) as stream:
            layout, found = _read_stream(stream, name)
            for item in found:
                if isinstance(item, Problem):
                    skipped.append(SkippedRecord(label, item.line, item.reason))
                else:
                    records.append(item)
    except NotTextError as error:
        return [], _unreadable(label, str(error))
    except (OSError, EOFError, zlib.error) as error:
        return [], _unreadable(label, _reason(error))
    if layout == "text" and not records:
        layout = "unknown"
    return records, FileReport(label, layout, len(records), tuple(skipped))


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _unreadable(path: str, reason: str) -> FileReport:
    source = clean(path)  # a name on disk may hold bytes that are no text
    return FileReport(source, "unreadable", 0, (SkippedRecord(source, 0, reason),))


def _read_stream(stream: IO[str], name: str) -> tuple[Layout, Iterator[SourceRecord | Problem]]:
    """The layout of a stream and what it holds; JSON lines are parsed as they are consumed."""
    lines = read_lines(stream)
    head = list(islice(lines, _SNIFFED_LINES))
    if is_json_lines(line.text for line in head):
        return "json-lines", parse_json_lines(chain(head, lines), name)
    page = list(head)
    size = sum(len(line.text) for line in page)
    for line in lines:
        page.append(line)
        size += len(line.text)
        if size > _MAX_PAGE_CHARACTERS:
            reason = f"more than {_MAX_PAGE_CHARACTERS:,} characters, and no JSON lines: no listing is that large"
            return "unknown", iter([Problem(line.number, reason)])
    if is_listing(page):
        return "listing", parse_listing(page, name)
    return "text", parse_plain_text(page, name)
