"""The errors that a user of paperkg can meet.

::

    KgError                       root: a message, and a hint that says what to type next
    ├── SourceError (ValueError)      a source of papers cannot be read at all
    ├── VocabularyError (ValueError)  a vocabulary file is wrong; names file and line
    ├── StoreError (OSError)          a store is missing, locked, of another format, or damaged
    ├── QueryError (ValueError)       a SPARQL query is wrong or refused
    ├── QueryTimeoutError (TimeoutError)  a query ran past its limit
    └── UnknownNameError (LookupError)    no entity or paper has this name; carries suggestions

Libraries raise them; only the outermost command turns them into text and an exit code.
"""

from __future__ import annotations

__all__ = [
    "KgError",
    "QueryError",
    "QueryTimeoutError",
    "SourceError",
    "StoreError",
    "UnknownNameError",
    "VocabularyError",
]


class KgError(Exception):
    """Anything that paperkg reports to its user.

    Parameters
    ----------
    message : str
        What happened, to which thing, with the value.
    hint : str, optional
        What to do next, where possible a command to type.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class SourceError(KgError, ValueError):
    """A source of papers cannot be read at all."""


class VocabularyError(KgError, ValueError):
    """A vocabulary file is not valid; the message names the file and, where known, the line."""


class StoreError(KgError, OSError):
    """A store is missing, locked by another process, of another format, or damaged."""


class QueryError(KgError, ValueError):
    """A SPARQL query cannot be parsed or is refused."""


class QueryTimeoutError(KgError, TimeoutError):
    """A query ran longer than its limit."""


class UnknownNameError(KgError, LookupError):
    """No entity or paper of the graph has this name."""

    def __init__(self, message: str, *, hint: str | None = None, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.suggestions = suggestions
