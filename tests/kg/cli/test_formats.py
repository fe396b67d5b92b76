"""docs/formats.md and kg/schemas/formats.json say the same, and the examples in the one keep to the other."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

ROOT = Path(__file__).parents[3]
SCHEMAS = json.loads((ROOT / "kg" / "schemas" / "formats.json").read_text(encoding="utf-8"))
SECTIONS = re.findall(
    r"^## [^\n]*: `(\w+)`\n(.*?)(?=^## |\Z)",
    (ROOT / "docs" / "formats.md").read_text(encoding="utf-8"),
    re.DOTALL | re.MULTILINE,
)
EXAMPLES = [
    pytest.param(name, block, id=f"{name} {number}")
    for name, text in SECTIONS
    for number, block in enumerate(re.findall(r"```json\n(.*?)```", text, re.DOTALL), start=1)
]


def test_the_schemas_are_schemas():
    Draft202012Validator.check_schema(SCHEMAS)


def test_every_documented_format_has_a_schema():
    names = [name for name, _ in SECTIONS]
    assert len(names) >= 8
    assert set(names) <= SCHEMAS["$defs"].keys()


@pytest.mark.parametrize(("name", "block"), EXAMPLES)
def test_an_example_of_the_documentation_keeps_to_its_schema(check_schema, name, block):
    check_schema(name, json.loads(block))


@pytest.mark.parametrize("name", [name for name, _ in SECTIONS if name not in {"paper", "card", "namedQueries"}])
def test_a_schema_refuses_what_is_not_documented(check_schema, name):
    block = next(example.values[1] for example in EXAMPLES if example.values[0] == name)
    with pytest.raises(ValidationError, match="surprise"):
        check_schema(name, json.loads(block) | {"surprise": 1})


def test_papers_of_the_tests_keep_to_their_schema(check_schema, corpus):
    for line in (corpus / "papers.jsonl").read_text(encoding="utf-8").splitlines():
        check_schema("paper", json.loads(line))
