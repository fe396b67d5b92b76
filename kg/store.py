"""The store: an Oxigraph database in a folder, read without locks and replaced as a whole (docs/data-model.md).

A generation of the database never changes once the manifest names it. Writers fill the next generation and then replace
the manifest in one step, so that readers never see a half-written graph and a killed writer loses nothing.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import pyoxigraph as ox

from kg.sparql import explain, names_datasets
from ontology import terms
from ontology.errors import QueryError, StoreError
from ontology.terms import PREFIXES

if TYPE_CHECKING:
    from rdflib import Dataset

__all__ = ["DEFAULT_PATH", "Manifest", "Row", "Store", "StoreWriter"]

#: Where the commands look for a store unless told otherwise.
DEFAULT_PATH: Final = Path("papers.kg")

_FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_LOCK: Final = "write.lock"
_GENERATION: Final = re.compile(r"graph-(\d+)")
_OURS: Final = re.compile(rf"{_GENERATION.pattern}|{re.escape(_LOCK)}|{re.escape(_MANIFEST)}(\.new)?")
#: How often a reader tries again when the generation that it was about to open has just been replaced.
_ATTEMPTS: Final = 5
_INTEGER: Final = terms.XSD + "integer"
_BOOLEAN: Final = terms.XSD + "boolean"
_FRACTIONS: Final = frozenset(terms.XSD + name for name in ("decimal", "double", "float"))

#: A solution: variable -> value. IRIs are full strings, variables without a value are left out.
Row = dict[str, str | int | float | bool]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a store says of itself outside its graph.

    Attributes
    ----------
    format : int
        Version of the layout of the folder.
    generation : str
        Name of the folder of the current database.
    tool_version : str
        The version of paperkg that wrote it last.
    configuration : str
        Hash of the extractors' configuration and the vocabulary.
    built_at : str
        When it was last written, ISO 8601; empty if not known.
    """

    format: int
    generation: str
    tool_version: str = ""
    configuration: str = ""
    built_at: str = ""


class Store:
    """A graph of papers, open for reading; a context manager.

    What it shows is the graph as it was when it was opened, whatever writers do meanwhile. `graph` is the Oxigraph
    store itself, for reading by pattern.
    """

    def __init__(self, graph: ox.Store, *, manifest: Manifest | None = None, path: Path | None = None) -> None:
        self._graph: ox.Store | None = graph
        self.manifest = manifest
        self.path = path
        self._release: weakref.finalize[Any, Any] | None = None

    @classmethod
    def open(cls, path: Path | str = DEFAULT_PATH) -> Self:
        """The store in the folder `path`, as its last writer left it. Takes some 20 ms at any size.

        Raises
        ------
        StoreError
            If there is no store, it has another format, or it is damaged.
        """
        path = Path(path)
        manifest = _read_manifest(path)
        for _ in range(_ATTEMPTS):
            try:
                lock = _share(path / manifest.generation)
                try:
                    graph = ox.Store.read_only(str(path / manifest.generation))
                except BaseException:
                    os.close(lock)
                    raise
            except (OSError, RuntimeError, ValueError) as error:
                newer = _read_manifest(path)
                if newer == manifest:
                    raise _damaged(path, error) from error
                manifest = newer  # a writer has finished, and has swept that generation away
                continue
            store = cls(graph, manifest=manifest, path=path)
            store._release = weakref.finalize(store, os.close, lock)
            return store
        raise StoreError(f"{path} is replaced faster than it can be opened", hint="Try again.")

    @classmethod
    def in_memory(cls, quads: Iterable[ox.Quad]) -> Self:
        """A store that lives in memory only."""
        graph = ox.Store()
        graph.extend(quads)
        return cls(graph)

    @classmethod
    @contextmanager
    def writer(cls, path: Path | str = DEFAULT_PATH, *, empty: bool = False) -> Iterator[StoreWriter]:
        """The next generation of the store at `path`; it takes the place of the current one by `StoreWriter.publish`.

        Parameters
        ----------
        empty : bool
            Start from nothing and make the folder if there is none; else start from what the store holds.

        Raises
        ------
        StoreError
            If another process writes, the folder holds something else, or, unless `empty`, there is no store.
        """
        path = Path(path)
        if empty:
            _make_room(path)
        else:
            _read_manifest(path)  # so that nothing is written where there is no store
        with _exclusive(path):
            _sweep(path)
            writer = StoreWriter(path, None if empty else _read_manifest(path))
            try:
                yield writer
            finally:
                writer.close()
                _sweep(path)

    @property
    def graph(self) -> ox.Store:
        """The Oxigraph store."""
        if self._graph is None:
            raise StoreError(f"{self.path or 'the store'} is closed", hint="Open it again.")
        return self._graph

    def close(self) -> None:
        """Let go of the files; closing twice does no harm."""
        self._graph = None
        if self._release is not None:
            self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def dataset(self) -> Dataset:
        """An rdflib view of the same graph, its default graph the union of all named graphs.

        Hand its `query` plain strings only: rdflib evaluates a prepared query itself, some thirty times slower.
        """
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        dataset = Dataset(store=OxigraphStore(store=self.graph), default_union=True)
        for prefix, namespace in PREFIXES.items():
            dataset.bind(prefix, namespace)
        return dataset

    def query(self, sparql: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """The result of a SPARQL query over the union of all named graphs, with `ontology.terms.PREFIXES` declared.

        A query with FROM sees the graphs that it names instead.

        Raises
        ------
        QueryError
            If the query cannot be read, changes the graph, or calls another server.

        Notes
        -----
        The union counts a triple once for each graph that holds it: write ``COUNT(DISTINCT ...)``.
        """
        graph, is_union = self.graph, not names_datasets(sparql)
        try:
            with self._running():
                return graph.query(sparql, prefixes=PREFIXES, use_default_graph_as_union=is_union)
        except SyntaxError as error:
            raise explain(sparql, error) from error

    @contextmanager
    def _running(self) -> Iterator[None]:
        """Turn what Oxigraph raises while it runs a query into our own errors."""
        try:
            yield
        except OSError as error:
            raise _damaged(self.path, error) from error
        except (RuntimeError, ValueError) as error:
            raise QueryError(f"the query cannot be run: {error}") from error

    def select(self, sparql: str) -> list[Row]:
        """All solutions of a SELECT query, as `query` runs it.

        Raises
        ------
        QueryError
            If it is no SELECT query, or `query` refuses it.
        """
        result = self.query(sparql)
        if not isinstance(result, ox.QuerySolutions):
            raise QueryError("this needs a SELECT query", hint="ASK and CONSTRUCT run in: kg query FILE")
        names = [variable.value for variable in result.variables]
        with self._running():
            return [
                {name: _value(term) for name, term in zip(names, solution, strict=True) if term is not None}
                for solution in result
            ]

    def ask(self, sparql: str) -> bool:
        """The answer to an ASK query, as `query` runs it.

        Raises
        ------
        QueryError
            If it is no ASK query, or `query` refuses it.
        """
        result = self.query(sparql)
        if not isinstance(result, ox.QueryBoolean):
            raise QueryError("this needs an ASK query", hint="SELECT and CONSTRUCT run in: kg query FILE")
        return bool(result)

    def paper_graphs(self) -> list[ox.NamedNode]:
        """Names of the graphs of all papers, sorted."""
        others = (terms.VOCABULARY_GRAPH, terms.DESCRIPTION_GRAPH)
        names = [name for name in self.graph.named_graphs() if isinstance(name, ox.NamedNode)]
        return sorted((name for name in names if name.value not in others), key=lambda name: name.value)


class StoreWriter:
    """The next generation of a store, made by `Store.writer`; nobody sees it before `publish`.

    `previous` is the manifest of the generation that it started from, None if it started from nothing. Keep no
    reference to `graph`: the database must be closed when it is published.
    """

    def __init__(self, path: Path, previous: Manifest | None) -> None:
        numbers = [int(match[1]) for name in _names(path) if (match := _GENERATION.fullmatch(name))]
        self.path = path
        self.previous = previous
        self._folder = path / f"graph-{max(numbers, default=0) + 1}"
        if previous is not None:
            try:
                ox.Store.read_only(str(path / previous.generation)).backup(str(self._folder))
            except (OSError, RuntimeError, ValueError) as error:
                raise _damaged(path, error) from error
        self._graph: ox.Store | None = ox.Store(str(self._folder))

    @property
    def graph(self) -> ox.Store:
        """The database to change."""
        if self._graph is None:
            raise StoreError(f"{self.path} is published already", hint="Open another writer.")
        return self._graph

    def publish(self, *, tool_version: str = "", configuration: str = "", built_at: str = "") -> Manifest:
        """Make this generation the current one, for good. Returns its manifest."""
        self.graph.flush()
        self.close()
        manifest = Manifest(_FORMAT, self._folder.name, tool_version, configuration, built_at)
        _write_manifest(self.path, manifest)
        return manifest

    def close(self) -> None:
        """Close the database. What was not published is lost."""
        self._graph = None


def _value(term: Any) -> str | int | float | bool:
    if not isinstance(term, ox.Literal):
        return str(term.value) if isinstance(term, ox.NamedNode) else str(term)
    datatype = term.datatype.value
    if datatype == _INTEGER:
        return int(term.value)
    if datatype in _FRACTIONS:
        return float(term.value)
    if datatype == _BOOLEAN:
        return term.value == "true"
    return term.value


# Files and locks


def _read_manifest(path: Path) -> Manifest:
    try:
        values = json.loads((path / _MANIFEST).read_bytes())
        manifest = Manifest(**values) if values["format"] == _FORMAT else None
    except (FileNotFoundError, NotADirectoryError):
        raise _no_store(path) from None
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}") from error
    except (ValueError, TypeError, KeyError) as error:
        raise _damaged(path, error) from error
    if manifest is None:
        raise StoreError(
            f"{path} has format {values['format']}, and this version of paperkg reads format {_FORMAT}",
            hint=f"Build it again: kg build SOURCE... --store {path}",
        )
    return manifest


def _write_manifest(path: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step; it is on the disk when this returns."""
    new = path / f"{_MANIFEST}.new"
    with new.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(path / _MANIFEST)
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _no_store(path: Path) -> StoreError:
    hint = f"Build one: kg build SOURCE... --store {path}"
    if not path.exists():
        return StoreError(f"no store at {path}", hint=hint)
    if path.is_dir() and all(_OURS.fullmatch(name) for name in _names(path)):
        return StoreError(f"{path} is empty, or its first build was never finished", hint=hint)
    return StoreError(f"{path} is not a store", hint="Give the folder of a store: --store DIR")


def _damaged(path: Path | None, error: BaseException) -> StoreError:
    return StoreError(
        f"{path or 'the store'} is damaged: {error}", hint=f"Build it again: kg build SOURCE... --store {path}"
    )


def _make_room(path: Path) -> None:
    """Make the folder of a store that is to be built, unless it is there and holds nothing but a store."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        strangers = [name for name in _names(path) if not _OURS.fullmatch(name)]
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}", hint="Choose another place: --store DIR") from error
    if strangers:
        raise StoreError(
            f"{path} holds other things ({strangers[0]}): it is not a store, nor an empty folder",
            hint="Choose another place: --store DIR",
        )


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    """Hold the lock of the one writer. The system lets go of it when a process dies, however it dies."""
    try:
        lock = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}") from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(lock, 32, 0).decode("ascii", "replace").strip()
            raise StoreError(
                f"{path} is being written by another process ({holder or 'just started'})",
                hint="Wait until it is done, and try again.",
            ) from None
        except OSError as error:
            raise StoreError(f"{path} cannot be locked: {error.strerror or error}") from error
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(lock)


def _share(generation: Path) -> int:
    """A lock that keeps writers from deleting `generation` while it is read."""
    lock = os.open(generation, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:  # a writer is deleting it
        os.close(lock)
        raise
    except OSError:
        pass  # a file system without locks: reading works all the same
    return lock


def _sweep(path: Path) -> None:
    """Delete the generations that the manifest does not name and nobody reads."""
    try:
        current = json.loads((path / _MANIFEST).read_bytes())["generation"]
    except FileNotFoundError:
        current = ""
    except (OSError, ValueError, TypeError, KeyError):
        return  # damaged: which of them was current can no longer be told, so none is deleted
    for name in _names(path):
        if name == current or not _GENERATION.fullmatch(name):
            continue
        lock = os.open(path / name, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue  # a reader has it open: the next writer will find it
        else:
            shutil.rmtree(path / name, ignore_errors=True)
        finally:
            os.close(lock)


def _names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())
