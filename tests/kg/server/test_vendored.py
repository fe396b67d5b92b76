"""The one file from elsewhere: it is what the lock file names, it keeps its licences, and it calls nobody."""

import hashlib
import json
import re
from importlib import resources
from pathlib import Path

import pytest

EDITOR = Path(__file__).resolve().parents[3] / "scripts" / "editor"


@pytest.fixture(scope="module")
def bundle():
    return (resources.files("kg.server") / "assets" / "codemirror.js").read_text(encoding="utf-8")


def test_it_was_made_from_the_lock_file_that_is_there(bundle):
    digest = hashlib.sha256()
    for name in ("package.json", "package-lock.json", "codemirror.js"):
        digest.update((EDITOR / name).read_bytes())
    assert digest.hexdigest() in bundle[:200], "run: python scripts/vendor_editor.py"


def test_every_package_is_pinned_with_a_hash_and_without_an_address():
    lock = json.loads((EDITOR / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert not [name for name, one in packages.items() if "resolved" in one]
    wanted = json.loads((EDITOR / "package.json").read_text(encoding="utf-8"))
    pinned = wanted["dependencies"] | wanted["devDependencies"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in pinned} == pinned


def test_it_keeps_the_licence_of_every_package(bundle):
    head = bundle[: bundle.index("*/")]
    lock = json.loads((EDITOR / "package-lock.json").read_text(encoding="utf-8"))
    named = dict(re.findall(r"^((?:@[\w-]+/)?[\w.-]+) (\d+\.\d+\.\d+)$", head, re.MULTILINE))
    assert {"@codemirror/view", "@codemirror/state", "style-mod", "w3c-keyname", "crelt"} <= named.keys()
    for name, version in named.items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version
    assert head.count("Permission is hereby granted, free of charge") == head.count("Copyright (C)")


def test_it_knows_no_address_and_makes_no_code_or_html_of_text(bundle):
    code = bundle[bundle.index("*/") :]
    assert set(re.findall(r"https?://[^\s\"'`)]+", code)) <= {"http://www.w3.org/2000/svg"}
    for word in ("eval(", "new Function", "innerHTML", "outerHTML", "document.write", "fetch(", "XMLHttpRequest"):
        assert word not in code


def test_it_is_small(bundle):
    assert len(bundle.encode()) < 400_000
