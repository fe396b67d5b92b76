"""The README's commands and the examples: they run, and print what is promised."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the examples, and a store built from them."""
    folder = tmp_path_factory.mktemp("work")
    shutil.copytree(EXAMPLES, folder / "examples")
    paper = {"id": "2311.00000", "title": "Counting plants", "abstract": "We quantize Llama 2 to count plants."}
    (folder / "more.jsonl").write_text(json.dumps(paper) + "\n", encoding="utf-8")
    run("kg build examples/papers.jsonl", folder)
    return folder


def run(command: str, folder: Path, expected: tuple[int, ...] = (0,)) -> str:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode in expected, f"{command}: exit {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def readme_commands() -> Iterator[tuple[str, list[str]]]:
    """Each command of the README with the lines that it is said to print."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *printed = part.rstrip("\n").split("\n")
            yield command.split("  #")[0].strip(), [line for line in printed if line.strip() and line.strip() != "..."]


def test_the_readmes_commands_print_what_it_says(workplace: Path) -> None:
    commands = [(command, printed) for command, printed in readme_commands() if command.startswith("kg ")]
    assert len(commands) >= 12
    for command, printed in commands:
        output = run(command, workplace, expected=(0, 3))
        for line in printed:
            # Times differ from machine to machine.
            wanted = re.sub(r"\d+\.\d s\)", "", line)
            assert wanted in re.sub(r"\d+\.\d s\)", "", output), f"{command}\ndoes not print\n{line}\nbut\n{output}"


def test_the_walkthrough_runs(workplace: Path) -> None:
    output = run(f"{sys.executable} {EXAMPLES / 'walkthrough.py'}", workplace)
    assert "5. Take a paper out, and put it back.\n   48 papers\n   49 papers" in output


def test_every_example_question_is_understood(workplace: Path) -> None:
    run("kg build examples/papers.jsonl --store questions.kg", workplace)
    output = run("kg ask --file examples/questions.txt --json --store questions.kg 2>/dev/null", workplace, (0, 3, 4))
    answers = [json.loads(line) for line in output.splitlines()]
    questions = (EXAMPLES / "questions.txt").read_text(encoding="utf-8").splitlines()
    assert [answer["question"] for answer in answers] == questions
    for answer in answers:
        if "DBRX" in answer["question"]:
            assert answer["error"]["code"] == "unknown-entity"
        else:
            assert answer["error"] is None, answer["question"]


@pytest.mark.parametrize("query", sorted((EXAMPLES / "queries").glob("*.rq")), ids=lambda path: path.stem)
def test_every_example_query_has_rows(workplace: Path, query: Path) -> None:
    run("kg build examples/papers.jsonl --store queries.kg", workplace)
    assert len(run(f"kg query {query} --format csv --store queries.kg", workplace).splitlines()) > 3


def test_the_example_papers_are_sound() -> None:
    papers = [json.loads(line) for line in (EXAMPLES / "papers.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(papers) >= 30
    assert len({paper["title"] for paper in papers}) == len(papers)
    assert all(25 < len(paper["abstract"].split()) < 130 for paper in papers)
