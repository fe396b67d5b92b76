import json

import pytest

from kg.sources.json_lines import is_json_lines, parse_json_lines
from kg.sources.text_lines import Line, Problem
from ontology.records import SourceRecord

FULL = {
    "id": "ferry-1",
    "title": "Ferry Logs",
    "abstract": "We read logs.",
    "authors": ["A. Author", "B. Author"],
    "date": "2024-02-29",
    "url": "https://example.org/ferry",
    "venue": "Harbour",
    "doi": "10.1234/Ferry",
    "arxiv": "2402.01234v2",
}


def read(*texts):
    return list(parse_json_lines([Line(number, text) for number, text in enumerate(texts, 1)], "papers.jsonl"))


def line(**changes):
    return json.dumps({key: value for key, value in {**FULL, **changes}.items() if value is not ...})


def test_every_field_is_kept_as_it_stands():
    assert read(line()) == [
        SourceRecord(
            source="papers.jsonl",
            line=1,
            title="Ferry Logs",
            abstract="We read logs.",
            identifier="ferry-1",
            authors=("A. Author", "B. Author"),
            date="2024-02-29",
            url="https://example.org/ferry",
            venue="Harbour",
            doi="10.1234/Ferry",
            arxiv="2402.01234v2",
        )
    ]


def test_only_title_and_abstract_are_needed_and_null_counts_as_absent():
    (record,) = read('{"title": " A Title ", "abstract": "Text.", "date": null, "authors": null, "more": [1]}')
    assert record == SourceRecord("papers.jsonl", 1, "A Title", "Text.")


def test_blank_lines_and_a_byte_order_mark_are_passed_over():
    assert [record.line for record in read("\ufeff" + line(), "", "  ", line(id=...))] == [1, 4]


@pytest.mark.parametrize("date", ["2024", "2024-02", "2024-02-29", "0987"])
def test_dates_may_be_years_months_or_days(date):
    assert read(line(date=date))[0].date == date


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(line()[:60], "the line breaks off at the end: ", id="truncated-in-a-string"),
        pytest.param('{"title": "Ferry Logs",', "the line breaks off at the end: ", id="truncated-between-fields"),
        pytest.param(
            '{"title": Ferry}', "the line is not valid JSON: Expecting value (character 11 of 16)", id="no-json"
        ),
        pytest.param("[" * 100_000, "the line nests too deeply", id="deep"),
        pytest.param(
            '{"title": "a", "abstract": "b", "x": ' + "9" * 5000 + "}", "the line is not valid JSON: ", id="digits"
        ),
        pytest.param('["Ferry Logs"]', "an object is expected, not a list", id="list"),
        pytest.param("null", "an object is expected, not null", id="null"),
        pytest.param(line(title=...), 'no "title"', id="no-title"),
        pytest.param(line(title=" \n"), '"title" is empty', id="blank-title"),
        pytest.param(line(title=7), '"title" must be a string, not a number', id="title-number"),
        pytest.param(line(title={"en": "x"}), '"title" must be a string, not an object', id="title-object"),
        pytest.param(line(abstract=...), 'a title without abstract: "Ferry Logs"', id="no-abstract"),
        pytest.param(line(abstract=["We"]), '"abstract" must be a string, not a list', id="abstract-list"),
        pytest.param(line(id=17), '"id" must be a string, not a number', id="id-number"),
        pytest.param(line(doi=True), '"doi" must be a string, not a boolean', id="doi-boolean"),
        pytest.param(
            line(authors="A. Author"), '"authors" must be a list of strings, not a string', id="authors-string"
        ),
        pytest.param(
            line(authors=["A", None]), '"authors" must be a list of strings, but holds null', id="author-null"
        ),
        pytest.param(
            line(date="2023-02-29"), '"date" must be YYYY, YYYY-MM or YYYY-MM-DD, not "2023-02-29"', id="no-day"
        ),
        pytest.param(
            line(date="May 2023"), '"date" must be YYYY, YYYY-MM or YYYY-MM-DD, not "May 2023"', id="date-words"
        ),
        pytest.param(line(date="٢٠٢٣"), '"date" must be YYYY, YYYY-MM or YYYY-MM-DD, not "٢٠٢٣"', id="other-digits"),
    ],
)
def test_a_bad_line_is_reported_and_the_next_is_read(text, reason):
    problem, record = read(text, line(id="ferry-2"))
    assert isinstance(problem, Problem)
    assert problem.line == 1
    assert problem.reason.startswith(reason)
    assert record.identifier == "ferry-2"


def test_an_id_of_two_papers_stays_with_the_first():
    first, problem = read(line(), line(title="Another Paper"))
    assert first.title == "Ferry Logs"
    assert problem == Problem(2, 'id "ferry-1" already stands for another paper in line 1')


def test_an_id_repeated_for_the_same_paper_is_read_again():
    assert [record.line for record in read(line(), line(title="FERRY LOGS"))] == [1, 2]


def test_unsafe_characters_are_replaced_one_for_one():
    (record,) = read('{"title": "A\\u0000B\\ud800C\\u001bD", "abstract": "tab\\there\\nnext\\u0085line"}')
    assert (record.title, record.abstract) == ("A B\ufffdC D", "tab\there\nnext line")


@pytest.mark.parametrize(
    ("first_lines", "expected"),
    [
        pytest.param([line()], True, id="one"),
        pytest.param(["", "# papers", line(), line()], True, id="comment-above"),
        pytest.param(["{", '"title": "x"', "}"], False, id="pretty-printed"),
        pytest.param(["Ferry Logs", "We read logs."], False, id="text"),
        pytest.param([], False, id="nothing"),
    ],
)
def test_json_lines_are_known_by_their_first_lines(first_lines, expected):
    assert is_json_lines(first_lines) is expected
