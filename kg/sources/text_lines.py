"""Opening a source and cutting it into lines, whatever it holds: gzip, a byte order mark, broken bytes, endless lines.

Memory stays bounded: no line is held beyond `MAX_LINE_CHARACTERS`.
"""

from __future__ import annotations

import gzip
import io
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, BinaryIO, Final, NamedTuple, cast

__all__ = ["MAX_LINE_CHARACTERS", "Line", "NotTextError", "Problem", "clean", "open_text", "read_lines"]

#: The longest abstract of 28,549 in the ACL Anthology has 7,251 characters.
MAX_LINE_CHARACTERS: Final = 1_000_000
#: Enough to see that it is no title.
_KEPT_OF_LONG_LINE: Final = 1_000
_HEAD_BYTES: Final = 65_536
_MAX_SPOOLED_BYTES: Final = 64 * 1024 * 1024
_GZIP_MAGIC: Final = b"\x1f\x8b"
_BINARY_KINDS: Final = {
    b"%PDF-": "a PDF file; extract its text first, for example with pdftotext",
    b"PK\x03\x04": "a ZIP archive or office document; unpack it or save it as text first",
    b"BZh": "compressed with bzip2; only gzip is unpacked",
    b"\xfd7zXZ": "compressed with xz; only gzip is unpacked",
    b"\x28\xb5\x2f\xfd": "compressed with zstd; only gzip is unpacked",
    b"\xff\xfe": "UTF-16 text; convert it to UTF-8 first, for example with iconv",
    b"\xfe\xff": "UTF-16 text; convert it to UTF-8 first, for example with iconv",
}
#: Beyond this share of bytes that are no UTF-8, a file is not text with a few broken places.
_MAX_BROKEN_SHARE: Final = 0.3

#: What no line of text should hold: controls (terminals obey them, XML forbids them), halves of surrogate pairs
#: (no file can hold them) and the two noncharacters that XML forbids. Each is replaced by one character, so that
#: offsets keep pointing at the same text.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_IMPOSSIBLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
#: Bytes that are no UTF-8, as `surrogateescape` shows them.
_BROKEN_BYTE = re.compile("[\udc80-\udcff]")


class Line(NamedTuple):
    """A line of a source without its end; with a `fault`, its `text` is only good for seeing the page's structure."""

    number: int
    text: str
    fault: str = ""


class Problem(NamedTuple):
    """Why something that begins at `line` was not read."""

    line: int
    reason: str


class NotTextError(ValueError):
    """The source as a whole is not text; the message says what it is."""


def clean(text: str) -> str:
    r"""`text` without white space or byte order marks at its ends, and with unsafe characters replaced one for one.

    >>> clean("\ufeff A title\x0bof\x00 two lines\n")
    'A title of  two lines'
    """
    if not text.isprintable():
        text = _CONTROLS.sub(" ", _IMPOSSIBLE.sub("\ufffd", text))
    stripped = text.strip()
    while stripped.startswith("\ufeff") or stripped.endswith("\ufeff"):
        stripped = stripped.strip("\ufeff").strip()
    return stripped


@contextmanager
def open_text(source: Path | BinaryIO) -> Iterator[IO[str]]:
    """A text stream over `source`, unpacked if it is gzip; broken bytes are escaped for `read_lines` to see.

    Raises
    ------
    NotTextError
        If the source is empty or binary.
    OSError, EOFError, zlib.error
        If it cannot be opened or unpacked.
    """
    with ExitStack() as stack:
        data: IO[bytes] = stack.enter_context(source.open("rb")) if isinstance(source, Path) else source
        if source is data or not data.seekable():
            # A pipe cannot be read twice: copy it, to disk if it is large.
            copy = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=_MAX_SPOOLED_BYTES))
            shutil.copyfileobj(data, copy)
            copy.seek(0)
            data = copy
        head = data.read(_HEAD_BYTES)
        data.seek(0)
        if head.startswith(_GZIP_MAGIC):
            unpacked = stack.enter_context(gzip.GzipFile(fileobj=data, mode="rb"))
            head = unpacked.read1(_HEAD_BYTES)  # unlike read, it also gives what stands before damaged data
            unpacked.seek(0)
            data = cast(BinaryIO, unpacked)
        _check_is_text(head)
        # Any of \n, \r\n and \r ends a line; what str.splitlines takes for ends besides these stays within the line.
        yield stack.enter_context(
            io.TextIOWrapper(cast(BinaryIO, data), encoding="utf-8-sig", errors="surrogateescape", newline=None)
        )


def _check_is_text(head: bytes) -> None:
    if len(head) < _HEAD_BYTES and not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise NotTextError("empty file")
    for magic, kind in _BINARY_KINDS.items():
        if head.startswith(magic):
            raise NotTextError(kind)
    broken = head.decode("utf-8", "replace").count("\ufffd")
    if b"\0" in head or broken > _MAX_BROKEN_SHARE * len(head):
        raise NotTextError("binary data, or text that is not UTF-8")


def read_lines(stream: IO[str]) -> Iterator[Line]:
    """Every line of `stream`; what cannot be read is a line with a fault, and the rest follows where it can."""
    number = 0
    while True:
        number += 1
        try:
            text = stream.readline(MAX_LINE_CHARACTERS + 1)
            is_too_long = len(text) > MAX_LINE_CHARACTERS and not text.endswith("\n")
            length = len(text) + (_skip_line(stream) if is_too_long else 0)
        except (OSError, EOFError, zlib.error) as error:
            yield Line(number, "", f"the file cannot be read further: {error}")
            return
        if not text:
            return
        text = text.removesuffix("\n")
        if is_too_long:
            yield Line(
                number,
                text[:_KEPT_OF_LONG_LINE],
                f"a line of {length:,} characters, more than the {MAX_LINE_CHARACTERS:,} allowed",
            )
        elif not text.isascii() and (broken := _BROKEN_BYTE.search(text)):
            byte = ord(broken[0]) - 0xDC00
            yield Line(number, text, f"not valid UTF-8: byte 0x{byte:02X} at character {broken.start() + 1}")
        else:
            yield Line(number, text)


def _skip_line(stream: IO[str]) -> int:
    """Length of the rest of the current line, which is read and forgotten."""
    length = 0
    while part := stream.readline(MAX_LINE_CHARACTERS):
        length += len(part.removesuffix("\n"))
        if part.endswith("\n"):
            break
    return length
