import json

from kg.sources.reports import FileReport, SkippedRecord, SourceReport

REPORT = SourceReport(
    files=(
        FileReport("a.txt", "listing", 2, (SkippedRecord("a.txt", 7, "a title without abstract: Ferry"),)),
        FileReport("gone.txt", "unreadable", 0, (SkippedRecord("gone.txt", 0, "No such file or directory"),)),
    ),
    papers=1,
)


def test_what_was_skipped_reads_as_file_line_and_reason():
    assert list(map(str, REPORT.skipped)) == [
        "a.txt:7: a title without abstract: Ferry",
        "gone.txt: No such file or directory",
    ]


def test_a_report_is_json_with_all_of_it():
    assert json.loads(json.dumps(REPORT.as_json())) == {
        "files": [
            {
                "source": "a.txt",
                "layout": "listing",
                "entries": 2,
                "skipped": [{"source": "a.txt", "line": 7, "reason": "a title without abstract: Ferry"}],
            },
            {
                "source": "gone.txt",
                "layout": "unreadable",
                "entries": 0,
                "skipped": [{"source": "gone.txt", "line": None, "reason": "No such file or directory"}],
            },
        ],
        "entries": 2,
        "papers": 1,
        "skipped": 2,
    }


def test_entries_are_summed_over_files():
    assert REPORT.entries == 2
