"""What the server allows a request to cost."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the server; whoever meets one is told which.

    Attributes
    ----------
    timeout_s : float
        Wall-clock time that a request may run. What is not done by then is killed.
    memory_bytes : int
        Memory that a worker may allocate beyond what it has when it starts (``RLIMIT_DATA``).
    rows : int
        Rows or triples of a result.
    result_bytes : int
        Size of a result.
    request_bytes : int
        Size of the body of a request.
    workers : int
        Requests of a kind (SPARQL; pages and questions) that run at the same time.
    waiting : int
        Requests of a kind that may wait for a worker; the next one is sent away.
    wait_s : float
        How long one waits before it is sent away.
    patience_s : float
        A request that runs longer is slow. While others wait, half of the workers at most go on with slow requests, so
        that a handful of them never shuts out the quick ones.
    """

    timeout_s: float = 10.0
    memory_bytes: int = 1 << 30
    rows: int = 100_000
    result_bytes: int = 32 << 20
    request_bytes: int = 256 << 10
    workers: int = 4
    waiting: int = 16
    wait_s: float = 5.0
    patience_s: float = 0.5

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be above 0, got {getattr(self, name)}")

    @property
    def slow(self) -> int:
        """How many slow requests go on while others wait."""
        return self.workers // 2
