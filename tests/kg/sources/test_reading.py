import gzip
import io
import json
import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sources import read_papers, read_sources, reading

DATA = Path(__file__).resolve().parents[2] / "data" / "sources"
CORPUS = Path(__file__).resolve().parents[3] / ".." / "shared" / "corpus"
ACL = CORPUS.parent / "acl" / "acl.jsonl.gz"

ABSTRACT = (
    "Ferries keep logs, and nobody reads them. We read all logs of one line from 1950 on and mark delays, causes and "
    "consolations. Fog leads, followed by cattle. A small tagger finds the cause in nine logs of ten."
)
LISTING = f"Get trending papers in your email inbox!\nSubscribeFerry Logs\n{ABSTRACT}\nTide Tables\n{ABSTRACT}\n"
JSON_LINE = json.dumps({"id": "f1", "title": "Ferry Logs", "abstract": "We read logs."})


@pytest.fixture
def source(tmp_path):
    """Writes a file and gives back its path."""

    def write(content, name="source"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def read_one(path):
    records, report = read_sources([path])
    (file,) = report.files
    return records, file


@pytest.mark.parametrize("name", ["page.txt", "page.jsonl", "page.gz", "page"])
@pytest.mark.parametrize(
    ("content", "layout", "titles"),
    [
        pytest.param(LISTING, "listing", ["Ferry Logs", "Tide Tables"], id="listing"),
        pytest.param(LISTING.replace("\n", "\r\n"), "listing", ["Ferry Logs", "Tide Tables"], id="windows-line-ends"),
        pytest.param("\ufeff" + LISTING, "listing", ["Ferry Logs", "Tide Tables"], id="byte-order-mark"),
        pytest.param(JSON_LINE, "json-lines", ["Ferry Logs"], id="json-lines"),
        pytest.param("\ufeff" + JSON_LINE + "\r\n", "json-lines", ["Ferry Logs"], id="json-lines-with-mark"),
        pytest.param(gzip.compress(JSON_LINE.encode()), "json-lines", ["Ferry Logs"], id="gzip"),
        pytest.param(f"Ferry Logs\n\n{ABSTRACT}", "text", ["Ferry Logs"], id="one-paper"),
    ],
)
def test_the_layout_is_known_by_content_and_not_by_name(source, content, layout, titles, name):
    records, file = read_one(source(content, name))
    assert file.layout == layout
    assert [record.title for record in records] == titles
    assert file.entries == len(titles)
    assert file.skipped == ()
    assert {record.source for record in records} == {name}


TEN_MEGABYTES = "x" * 10_000_000
NEXT_JSON_LINE = json.dumps({"id": "f2", "title": "Tide Tables", "abstract": "We tabulate."})
BOTH = ["Ferry Logs", "Tide Tables"]


@pytest.mark.parametrize(
    ("content", "titles", "place", "reason"),
    [
        pytest.param("", [], "", "empty file", id="empty"),
        pytest.param(b"\x7fELF\x02\x01\0\0", [], "", "binary data, or text that is not UTF-8", id="binary"),
        pytest.param(f'{JSON_LINE}\n{{"title": "Half a\n{NEXT_JSON_LINE}', BOTH, ":2", "the line breaks off at the end",
                     id="truncated-json-line"),
        pytest.param(f'{JSON_LINE}\n{{"title": "{TEN_MEGABYTES}"}}\n{NEXT_JSON_LINE}', BOTH, ":2",
                     "a line of 10,000,013 characters", id="json-line-of-10-mb"),
        pytest.param(LISTING + f"Endless\n{TEN_MEGABYTES}\n", BOTH, ":7",
                     "a line of 10,000,000 characters", id="listing-line-of-10-mb"),
        pytest.param(LISTING.encode() + b"Caf\xe9 Logs and Their Readers\n" + ABSTRACT.encode() + b"\n",
                     BOTH, ":6", "not valid UTF-8: byte 0xE9 at character 4",
                     id="invalid-utf-8-in-a-title"),
        pytest.param((JSON_LINE + "\n").encode() + b'{"title": "Caf\xe9", "abstract": "x"}', ["Ferry Logs"], ":2",
                     "not valid UTF-8: byte 0xE9 at character 15", id="invalid-utf-8-in-json"),
        pytest.param(LISTING + "A Title Without Abstract at the End\n", BOTH, ":6",
                     "a title without abstract: A Title Without Abstract at the End", id="title-without-abstract"),
        pytest.param(f"{JSON_LINE}\n{{}}\n{NEXT_JSON_LINE}", BOTH, ":2", 'no "title"', id="json-without-title"),
        pytest.param("id;title;abstract\n1;Ferry Logs;We read.\n", [], ":1", "unknown layout: a table", id="a-table"),
        pytest.param(gzip.compress((JSON_LINE + "\n").encode() * 3)[:-8], ["Ferry Logs"] * 3, ":4",
                     "the file cannot be read further: Compressed file ended", id="truncated-gzip"),
        pytest.param(b"\x1f\x8bnot gzip at all", [], "", "", id="damaged-gzip"),
    ],
)  # fmt: skip
def test_bad_input_is_reported_once_with_its_place_and_the_rest_is_read(source, content, titles, place, reason):
    path = source(content)
    records, file = read_one(path)
    assert [record.title for record in records] == titles
    assert file.entries == len(titles)
    (skipped,) = file.skipped
    assert str(skipped).startswith(f"{path}{place}: {reason}")


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.text(max_size=40).map(str.encode),
            st.sampled_from([JSON_LINE.encode(), LISTING.encode(), ABSTRACT.encode(), b"", b"new", b'{"title": 1}']),
        ),
        max_size=8,
    ).map(b"\n".join),
    st.booleans(),
)
def test_any_bytes_are_read_or_reported_and_never_raise(content, is_packed):
    data = gzip.compress(content) if is_packed else content
    records, report = read_sources(["-"], stdin=io.BytesIO(data))
    (file,) = report.files
    assert file.entries == len(records)
    assert records or file.skipped
    places = [record.line for record in records] + [skipped.line for skipped in file.skipped]
    assert all(0 <= line <= content.count(b"\n") + content.count(b"\r") + 1 for line in places)


def test_a_missing_file_is_reported_and_the_next_is_read(source, tmp_path):
    records, report = read_sources([tmp_path / "gone.txt", source(LISTING)])
    assert [record.title for record in records] == ["Ferry Logs", "Tide Tables"]
    assert [str(skipped) for skipped in report.skipped] == [f"{tmp_path / 'gone.txt'}: No such file or directory"]
    assert [file.layout for file in report.files] == ["unreadable", "listing"]


def test_a_folder_gives_all_its_files_sorted_hidden_ones_aside(tmp_path):
    for name in ("b.txt", "a.jsonl", ".hidden", "sub/c.txt", ".git/d.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"Ferry Logs {path.name}\n\n{ABSTRACT}", encoding="utf-8")
    records, report = read_sources([tmp_path])
    assert [record.source for record in records] == ["a.jsonl", "b.txt", "c.txt"]
    assert [file.source for file in report.files] == [
        str(tmp_path / name) for name in ("a.jsonl", "b.txt", "sub/c.txt")
    ]


def test_a_name_that_is_no_text_is_shown_as_text(tmp_path):
    name = os.fsdecode(b"caf\xe9.txt")
    (tmp_path / name).write_text("", encoding="utf-8")
    (skipped,) = read_sources([tmp_path])[1].skipped
    assert str(skipped) == f"{tmp_path}/caf\ufffd.txt: empty file"


def test_a_folder_without_files_says_so(tmp_path):
    assert [str(skipped) for skipped in read_sources([tmp_path])[1].skipped] == [f"{tmp_path}: no files in this folder"]


def test_pipes_in_a_folder_do_not_block(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert [str(skipped) for skipped in read_sources([tmp_path])[1].skipped] == [
        f"{tmp_path / 'pipe'}: neither a file nor a folder"
    ]


def test_a_file_named_twice_is_read_once(source, tmp_path):
    path = source(LISTING)
    records, report = read_sources([path, str(path), tmp_path])
    assert len(records) == 2
    assert len(report.files) == 1


@pytest.mark.parametrize("content", [JSON_LINE.encode(), gzip.compress(JSON_LINE.encode())], ids=["plain", "gzip"])
def test_a_dash_reads_standard_input(content):
    records, report = read_sources(["-"], stdin=io.BytesIO(content))
    assert [(record.source, record.title) for record in records] == [("stdin", "Ferry Logs")]
    assert report.files[0].source == "stdin"


def test_a_named_pipe_is_read_like_a_file(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=[gzip.compress(JSON_LINE.encode())])
    writer.start()
    records, _ = read_sources([pipe])
    writer.join()
    assert [record.title for record in records] == ["Ferry Logs"]


def test_a_page_beyond_the_limit_is_refused(source, monkeypatch):
    monkeypatch.setattr(reading, "_MAX_PAGE_CHARACTERS", 5_000)
    records, file = read_one(source(LISTING * 40))
    assert records == []
    assert file.layout == "unknown"
    assert "more than 5,000 characters" in str(file.skipped[0])


def test_papers_of_several_sources_are_merged_and_counted():
    papers, report = read_papers([DATA / "spaced-listing.txt", DATA / "dense-listing.txt"])
    assert (report.entries, report.papers, len(papers)) == (6, 5, 5)
    both = [paper for paper in papers if len(paper.records) > 1]
    assert [(paper.id, paper.sources) for paper in both] == [
        ("kgr:paper/title/a-parser-for-welsh-that-fits-on-a-phone", ("dense-listing.txt", "spaced-listing.txt"))
    ]


def test_nothing_to_read_gives_an_empty_report():
    papers, report = read_papers([])
    assert papers == []
    assert report.as_json() == {"files": [], "entries": 0, "papers": 0, "skipped": 0}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus beside the checkout (../shared/corpus) is not there")
def test_the_corpus_gives_its_known_numbers_of_entries_and_papers():
    files = sorted(CORPUS.glob("*.txt"))
    papers, report = read_papers(files)
    assert [file.entries for file in report.files] == [81, 109, 99, 75, 230]
    assert report.papers == len(papers) == 550
    assert report.skipped == ()
    for record in (record for paper in papers for record in paper.records):
        lines = (CORPUS / record.source).read_text(encoding="utf-8").split("\n")
        assert record.title in lines[record.line - 1]
        assert record.abstract in lines


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus beside the checkout (../shared/corpus) is not there")
def test_no_header_line_of_the_corpus_is_a_paper_and_mirrors_lose():
    papers, _ = read_papers(sorted(CORPUS.glob("*.txt")))
    assert not any(paper.title.casefold().startswith(("new", "get trending", "subscribe", "byak")) for paper in papers
                   if len(paper.title) < 30)  # fmt: skip
    twice = [paper for paper in papers if len({record.abstract for record in paper.records}) > 1]
    assert len(twice) == 3
    for paper in twice:
        assert len(paper.abstract) == min(len(record.abstract) for record in paper.records)


@pytest.mark.skipif(not ACL.is_file(), reason="the anthology beside the checkout (../shared/acl) is not there")
def test_the_anthology_is_read_without_loss():
    records, report = read_sources([ACL])
    assert (len(records), report.skipped) == (28_549, ())
