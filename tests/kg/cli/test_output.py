"""What commands print with: tables, JSON, CSV, wrapped text, files that appear whole or not at all."""

import io
import json
import os
import stat
import sys

import pytest

from kg.cli import output
from kg.cli.output import output_file, print_csv, print_json, print_table, print_wrapped, progress


def test_a_table_is_aligned_with_numbers_to_the_right(capsys):
    print_table(("name", "papers"), [("Llama 2", 1200), ("Yi", 7)])
    assert capsys.readouterr().out == "name     papers\nLlama 2   1,200\nYi            7\n"


def test_a_table_keeps_a_row_on_a_line_whatever_its_cells_hold(capsys):
    print_table(("quote",), [("two\nlines\tand a tab",), (True,)])
    assert capsys.readouterr().out == "quote\ntwo lines and a tab\nTrue\n"


def test_a_table_without_rows_is_its_header(capsys):
    print_table(("name", "papers"), [])
    assert capsys.readouterr().out == "name  papers\n"


def test_a_table_on_a_terminal_fits_its_width_and_reads_no_markup(monkeypatch, capsys):
    monkeypatch.setattr(output, "is_watched", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    print_table(("title", "papers"), [("[bold]A Title[/bold] " * 10, 3)])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 60
    assert "[bold]A Title[/bold]" in " ".join(lines)


def test_text_is_one_line_in_a_pipe_and_wrapped_on_a_terminal(monkeypatch, capsys):
    text = "word " * 40
    print_wrapped(text, indent="  ")
    assert capsys.readouterr().out == "  " + " ".join(["word"] * 40) + "\n"
    monkeypatch.setattr(output, "is_watched", lambda: True)
    monkeypatch.setenv("COLUMNS", "50")
    print_wrapped(text, indent="  ")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    assert all(len(line) <= 50 and line.startswith("  word") for line in lines)


def test_json_is_one_line_for_a_program_and_indented_for_a_person(monkeypatch, capsys):
    print_json({"name": "Sabiá", "papers": [1]})
    assert capsys.readouterr().out == '{"name": "Sabiá", "papers": [1]}\n'
    monkeypatch.setattr(output, "is_watched", lambda: True)
    print_json({"name": "Sabiá", "papers": [1]})
    shown = capsys.readouterr().out
    assert shown.count("\n") == 6
    assert json.loads(shown) == {"name": "Sabiá", "papers": [1]}


def test_csv_quotes_what_needs_it(capsys):
    print_csv(("label", "quote"), [("A, B", 'say "x"\nnow'), ("plain", 3)])
    assert capsys.readouterr().out == 'label,quote\n"A, B","say ""x""\nnow"\nplain,3\n'


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path):
    target = tmp_path / "out.ttl"
    target.write_bytes(b"old")
    with output_file(str(target)) as stream:
        stream.write(b"new")
        stream.flush()
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["out.ttl"]  # noqa: PTH208 - hidden files count


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_file_that_fails_half_way_leaves_what_was_there(tmp_path, error):
    target = tmp_path / "out.ttl"
    target.write_bytes(b"old")

    def write_half():
        with output_file(str(target)) as stream:
            stream.write(b"half")
            raise error

    with pytest.raises(error):
        write_half()
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["out.ttl"]  # noqa: PTH208


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_file_has_the_permissions_that_any_new_file_has_or_those_that_it_had(tmp_path):
    new, old = tmp_path / "new.ttl", tmp_path / "old.ttl"
    old.touch()
    old.chmod(0o600)
    for target in (new, old):
        with output_file(str(target)):
            pass
    plain = tmp_path / "plain"
    plain.touch()
    assert stat.S_IMODE(new.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)
    assert stat.S_IMODE(old.stat().st_mode) == 0o600


def test_a_link_is_written_through(tmp_path):
    target, link = tmp_path / "real.ttl", tmp_path / "link.ttl"
    target.write_bytes(b"old")
    link.symlink_to(target)
    with output_file(str(link)) as stream:
        stream.write(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_device_is_written_to_and_stays(tmp_path):
    with output_file(os.devnull) as stream:
        stream.write(b"gone")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)  # noqa: PTH116


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError) as caught, output_file(str(tmp_path / "none" / "out.ttl")):
        pytest.fail("was opened")
    assert caught.value.filename == str(tmp_path / "none")


def test_progress_is_silent_unless_standard_error_is_a_terminal(capsys):
    with progress("Reading") as tell:
        tell(1, 2)
    assert capsys.readouterr() == ("", "")


def test_progress_on_a_terminal_goes_to_standard_error(monkeypatch, capsys):
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress("Reading") as tell:
        tell(1, 4)
        tell(4, 4)
    assert "Reading" in terminal.getvalue()
    assert "4/4" in terminal.getvalue()
    assert capsys.readouterr().out == ""
