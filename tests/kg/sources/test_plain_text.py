import pytest

from kg.sources.plain_text import parse_plain_text
from kg.sources.text_lines import Line, Problem

ABSTRACT = "Ferries keep logs, and nobody reads them. We read all logs of one line and mark the delays."


def read(text, faults=()):
    lines = [Line(i, line, dict(faults).get(i, "")) for i, line in enumerate(text.split("\n"), 1)]
    (item,) = parse_plain_text(lines, "paper.txt")
    return item


@pytest.mark.parametrize(
    ("text", "title", "abstract"),
    [
        pytest.param(f"Ferry Logs\n\n{ABSTRACT}\n", "Ferry Logs", ABSTRACT, id="blank-line"),
        pytest.param(f"Ferry Logs\n{ABSTRACT}", "Ferry Logs", ABSTRACT, id="no-blank-line"),
        pytest.param(f"\n\n  Ferry Logs  \n\n\n {ABSTRACT} \n\n", "Ferry Logs", ABSTRACT, id="space-around"),
        pytest.param(f"Ferry Logs\nof Kent\n\n{ABSTRACT}", "Ferry Logs\nof Kent", ABSTRACT, id="wrapped-title"),
        pytest.param("Ferry Logs\n\nWe read\nferry logs.\n\nThey are long.", "Ferry Logs",
                     "We read\nferry logs.\n\nThey are long.", id="wrapped-paragraphs"),
        pytest.param("Ferry Logs\nWe read ferry logs.\nMany of them.\n\nThey are long.", "Ferry Logs",
                     "We read ferry logs.\nMany of them.\n\nThey are long.", id="abstract-right-below-title"),
        pytest.param(f"Ferry Logs\n\nA. Author\n\nAbstract\n\n{ABSTRACT}\n\n1 Introduction\n\nLong ago.", "Ferry Logs",
                     ABSTRACT, id="headings"),
        pytest.param(f"Ferry Logs\n\nAbstract: {ABSTRACT}\nKeywords: ferry, log", "Ferry Logs", ABSTRACT,
                     id="inline-heading"),
        pytest.param("Fährtagebücher\n\n我们阅读了所有的渡轮日志。它们很长。", "Fährtagebücher",
                     "我们阅读了所有的渡轮日志。它们很长。", id="no-spaces-between-words"),
        pytest.param("Ferry Logs\n\nWe read logs.", "Ferry Logs", "We read logs.", id="very-short"),
    ],
)  # fmt: skip
def test_the_first_lines_are_the_title_and_the_rest_is_the_abstract(text, title, abstract):
    record = read(text)
    assert (record.title, record.abstract) == (title, abstract)


def test_the_record_begins_where_its_title_stands():
    assert read(f"\n\nFerry Logs\n\n{ABSTRACT}").line == 3


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("Ferry Logs\n", "a title without abstract: Ferry Logs", id="title-only"),
        pytest.param("<!DOCTYPE html>\n<p>Ferries are slow.", "unknown layout: HTML or XML", id="html"),
        pytest.param("@article{ferry,\n title={Ferry Logs}}", "unknown layout: BibTeX", id="bibtex"),
        pytest.param("id,title,abstract\n1,Ferry Logs,We read logs.", "unknown layout: a table", id="csv"),
        pytest.param('[{"title": "Ferry Logs"}]', "unknown layout: JSON that is not", id="json-array"),
        pytest.param('{\n "title": "Ferry Logs"\n}', "unknown layout: JSON that is not", id="pretty-json"),
        pytest.param("import os\n\nprint('Ferries are slow and late.')", "unknown layout: a program", id="program"),
        pytest.param("apple\nbanana\ncherry\ndate\nelderberry", "unknown layout; expected", id="word-list"),
        pytest.param("Ferries Are Slow\nFerries Are Late\nA Study of Ferries at Night\nMore on Ferries\nYet More",
                     "unknown layout; expected", id="titles-only"),
        pytest.param("12:01 start\n\n12:02 speed=4 kn\n12:03 speed=5 kn", "unknown layout; expected", id="log"),
        pytest.param(ABSTRACT * 4 + "\n\n" + ABSTRACT, "unknown layout: the first line is too long", id="no-title"),
        pytest.param("\n \n", "empty file", id="blank"),
    ],
)  # fmt: skip
def test_what_is_no_paper_is_reported_with_the_reason(text, reason):
    problem = read(text)
    assert isinstance(problem, Problem)
    assert problem.reason.startswith(reason)


def test_a_faulty_line_is_the_problem():
    assert read(f"Ferry Logs\n\n{ABSTRACT}", {3: "broken"}) == Problem(3, "broken")
