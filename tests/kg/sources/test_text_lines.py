import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sources.text_lines import MAX_LINE_CHARACTERS, Line, NotTextError, clean, open_text, read_lines


def lines(data):
    with open_text(io.BytesIO(data)) as stream:
        return list(read_lines(stream))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"one\ntwo\n", id="unix"),
        pytest.param(b"one\r\ntwo\r\n", id="windows"),
        pytest.param(b"one\rtwo", id="old-mac"),
        pytest.param(b"\xef\xbb\xbfone\ntwo", id="byte-order-mark"),
        pytest.param(gzip.compress(b"one\ntwo\n"), id="gzip"),
        pytest.param(gzip.compress(b"one\n") + gzip.compress(b"two\n"), id="gzip-of-two-members"),
    ],
)
def test_lines_are_the_same_however_they_are_stored(data):
    assert lines(data) == [Line(1, "one"), Line(2, "two")]


def test_only_line_feeds_and_carriage_returns_end_a_line():
    text = "one\x0b\x0c\x1c\x85\u2028still one"
    assert lines(text.encode()) == [Line(1, text)]


def test_invalid_utf_8_is_a_fault_of_its_own_line():
    assert lines(b"good\nSabi\xe1 here\ngut\xc3\xa9") == [
        Line(1, "good"),
        Line(2, "Sabi\udce1 here", "not valid UTF-8: byte 0xE1 at character 5"),
        Line(3, "guté"),
    ]


@pytest.mark.parametrize("length", [MAX_LINE_CHARACTERS - 1, MAX_LINE_CHARACTERS])
@pytest.mark.parametrize("end", [b"\nnext", b"", b"\n"])
def test_a_long_line_is_kept_up_to_the_limit(length, end):
    first, *rest = lines(b"x" * length + end)
    assert (len(first.text), first.fault) == (length, "")
    assert [line.text for line in rest] == (["next"] if end == b"\nnext" else [])


@pytest.mark.parametrize("length", [MAX_LINE_CHARACTERS + 1, 10_000_000])
@pytest.mark.parametrize("end", [b"\nnext", b"", b"\n"])
def test_a_longer_line_is_a_fault_and_the_next_line_is_read(length, end):
    first, *rest = lines(b"x" * length + end)
    assert first.fault == f"a line of {length:,} characters, more than the 1,000,000 allowed"
    assert len(first.text) < 10_000
    assert rest == ([Line(2, "next")] if end == b"\nnext" else [])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "empty file", id="empty"),
        pytest.param(b"\xef\xbb\xbf\r\n \t\n", "empty file", id="blank"),
        pytest.param(gzip.compress(b""), "empty file", id="empty-gzip"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3", "a PDF file; extract its text first", id="pdf"),
        pytest.param(b"PK\x03\x04rest", "a ZIP archive or office document", id="zip"),
        pytest.param("Ferry Logs".encode("utf-16"), "UTF-16 text; convert it to UTF-8", id="utf-16"),
        pytest.param(b"text\0more", "binary data", id="nul"),
        pytest.param(bytes(range(128, 256)) * 4, "binary data", id="high-bytes"),
        pytest.param(gzip.compress(b"\0" * 100), "binary data", id="binary-in-gzip"),
        pytest.param("Журнал парома".encode("koi8-r"), "binary data, or text that is not UTF-8", id="other-encoding"),
    ],
)
def test_what_is_no_text_says_what_it_is(data, reason):
    with pytest.raises(NotTextError, match=reason):
        lines(data)


def test_damaged_gzip_gives_what_stands_before_the_damage():
    whole = gzip.compress(b"one\ntwo\n" + bytes(i * 7 % 95 + 32 for i in range(5000)), mtime=0)
    *good, last = lines(whole[:-12])
    assert good[:2] == [Line(1, "one"), Line(2, "two")]
    assert last.fault.startswith("the file cannot be read further: ")


@given(st.text())
def test_cleaning_twice_is_cleaning_once_and_leaves_nothing_unsafe(text):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not any(ord(char) < 32 and char not in "\t\n\r" for char in cleaned)
    cleaned.encode()


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=0x24FF, exclude_categories=["Cc", "Cs", "Zs"])))
def test_cleaning_keeps_every_character_of_ordinary_text(text):
    assert clean(f"  {text}\n") == text
