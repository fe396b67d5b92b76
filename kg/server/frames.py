"""What the server and its workers say to each other: a task and a reply, each a frame on a pipe.

A frame is the length of its head and of its body, four bytes each, then the head in JSON and the body as it is.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

__all__ = ["LENGTHS", "Reply", "Task", "decode_task", "encode_task"]

#: Lengths of head and body.
LENGTHS: Final = struct.Struct(">II")


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is to do.

    Attributes
    ----------
    kind : str
        One of `kg.server.tasks.TASKS`.
    arguments : mapping
        JSON values.
    """

    kind: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a task.

    Attributes
    ----------
    status : int
        Status code of HTTP.
    media_type : str
        Of `body`; empty for an error, of which `message` and `hint` say all.
    headers : mapping of str to str
        Headers of the response beside the usual ones.
    version : str
        Of the store that the reply was read from (`kg.server.session.store_version`).
    """

    status: int = 200
    media_type: str = ""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    message: str = ""
    hint: str | None = None

    @property
    def is_error(self) -> bool:
        """True if there is nothing but `message` and `hint`."""
        return bool(self.message)

    def encode(self) -> bytes:
        """The frame."""
        head = {
            "status": self.status,
            "media_type": self.media_type,
            "headers": dict(self.headers),
            "version": self.version,
            "message": self.message,
            "hint": self.hint,
        }
        return _frame(head, self.body)

    @classmethod
    def decode(cls, head: bytes, body: bytes) -> Reply:
        """The reply of a frame."""
        return cls(body=body, **json.loads(head))


def encode_task(task: Task) -> bytes:
    """The frame of `task`."""
    return _frame({"kind": task.kind, "arguments": dict(task.arguments)}, b"")


def decode_task(head: bytes) -> Task:
    """The task of a frame."""
    return Task(**json.loads(head))


def _frame(head: Mapping[str, Any], body: bytes) -> bytes:
    encoded = json.dumps(head).encode()
    return LENGTHS.pack(len(encoded), len(body)) + encoded + body
