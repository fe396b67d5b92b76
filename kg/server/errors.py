"""The error that a request is answered with."""

from __future__ import annotations

from ontology.errors import KgError

__all__ = ["RequestError"]


class RequestError(KgError):
    """A request that cannot be answered as it was put.

    Attributes
    ----------
    status : int
        Status code of HTTP.
    retry_after_s : int or None
        When the same request may succeed, in seconds; None where waiting would not help.
    """

    def __init__(self, status: int, message: str, *, hint: str | None = None, retry_after_s: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.retry_after_s = retry_after_s
