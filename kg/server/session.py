"""A store as one worker has it: always the current generation, with the index of its names read when first needed."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg.server.limits import Limits
from kg.store import Store

if TYPE_CHECKING:
    from kg.explorer.suggestions import NameSearch
    from queries.graph import LabelIndex

__all__ = ["Session", "View", "store_version"]


def store_version(path: Path) -> str:
    """What changes whenever the store at `path` is replaced or changed; empty if there is none.

    A writer puts a new manifest in the place of the old one (docs/data-model.md), which shows in its inode and time.
    """
    try:
        manifest = (path / "manifest.json").stat()
    except OSError:
        return ""
    return f"{manifest.st_mtime_ns:x}-{manifest.st_ino:x}"


class View:
    """One generation of the store, open for reading, for as many requests as come before the next one."""

    def __init__(self, path: Path) -> None:
        # Before the store is opened: should it be replaced in between, the next request sees that it was.
        self.version = store_version(path)
        self.store = Store.open(path)

    @cached_property
    def index(self) -> LabelIndex:
        """Names and titles, read once."""
        from queries.graph import LabelIndex

        return LabelIndex.of(self.store)

    @cached_property
    def names(self) -> NameSearch:
        """The same names, for finding what somebody begins to type."""
        from kg.explorer.suggestions import NameSearch

        return NameSearch(self.index)


class Session:
    """The store of one worker."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self._view: View | None = None

    def view(self) -> View:
        """The current generation.

        Raises
        ------
        StoreError
            If there is no store any more, or it is damaged.
        """
        if self._view is None or self._view.version != store_version(self.path):
            self.close()
            self._view = View(self.path)
        return self._view

    def close(self) -> None:
        """Let go of the store, so that a writer may delete that generation."""
        if self._view is not None:
            self._view.store.close()
            self._view = None
