"""Reading papers: from files of any known layout to merged papers, with an account of what was skipped and why.

`read_papers` is the way in. `read_sources` stops before merging; `merge_records` and the group keys let a store merge
papers again.
"""

from kg.sources.identity import group_keys, paper_id, title_key
from kg.sources.merging import affected_papers, merge_records
from kg.sources.reading import read_papers, read_sources
from kg.sources.reports import FileReport, Layout, SkippedRecord, SourceReport

__all__ = [
    "FileReport",
    "Layout",
    "SkippedRecord",
    "SourceReport",
    "affected_papers",
    "group_keys",
    "merge_records",
    "paper_id",
    "read_papers",
    "read_sources",
    "title_key",
]
