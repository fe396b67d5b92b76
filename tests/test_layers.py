"""The layers of the project: imports run downwards only, and slow packages are imported late."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LAYERS = {
    "kg": {"queries", "extractors", "ontology"},
    "queries": {"ontology"},
    "extractors": {"ontology"},
    "ontology": set(),
}
SLOW = ("spacy", "rdflib", "networkx", "pyvis", "pyshacl", "numpy", "rich", "iso639")


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_run_downwards_only(layer: str) -> None:
    modules = list((ROOT / layer).rglob("*.py"))
    assert modules
    for module in modules:
        foreign = imported(module) & (set(LAYERS) - LAYERS[layer] - {layer})
        assert not foreign, f"{module.relative_to(ROOT)} imports {', '.join(sorted(foreign))}"


@pytest.mark.parametrize(
    "module", ["kg.cli", "queries", "extractors.pipeline", "ontology.vocabulary", "kg.store", "kg.sources"]
)
def test_importing_a_module_imports_nothing_slow(module: str) -> None:
    code = f"import sys, {module}; print(' '.join(name for name in {SLOW!r} if name in sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == ""
