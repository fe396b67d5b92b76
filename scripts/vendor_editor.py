"""Makes kg/server/assets/codemirror.js, the one file that the query page of `kg serve` takes from elsewhere.

    python scripts/vendor_editor.py            write it anew
    python scripts/vendor_editor.py --check    say whether the one that is there is what would be written

CodeMirror 6 and not YASGUI, because it is a third of the size, runs under a policy that allows neither inline scripts
nor inline styles nor HTML from text, calls no other server, and can be used with a keyboard and a screen reader alone.

The file is kept in the repository, so that neither an installation nor the tests need Node or a network; only who
changes a version runs this. `npm ci` takes the exact packages of scripts/editor/package-lock.json, from whichever
registry npm is set up for, and checks each against the hash there; esbuild, one of them, makes one file of what is
used. The same lock gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "scripts" / "editor"
TARGET = ROOT / "kg" / "server" / "assets" / "codemirror.js"
#: What the file is made of: it says so in its head, and a test compares.
INPUTS = ("package.json", "package-lock.json", "codemirror.js")


def fingerprint() -> str:
    """A hash of everything that decides what the file holds."""
    digest = hashlib.sha256()
    for name in INPUTS:
        digest.update((SOURCES / name).read_bytes())
    return digest.hexdigest()


def bundle(folder: Path) -> str:
    """The file's text, made in an empty folder."""
    for name in INPUTS:
        shutil.copy(SOURCES / name, folder / name)
    subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, check=True
    )
    command = [
        str(folder / "node_modules" / ".bin" / "esbuild"), "codemirror.js", "--bundle", "--minify", "--format=esm",
        "--target=es2022", "--charset=utf8", "--legal-comments=none", "--metafile=meta.json", "--outfile=bundle.js",
        "--log-level=warning",
    ]  # fmt: skip
    subprocess.run(command, cwd=folder, check=True)
    used = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["inputs"]
    packages = sorted({package_of(name) for name in used if name.startswith("node_modules/")})
    return header(folder, packages) + (folder / "bundle.js").read_text(encoding="utf-8")


def package_of(path: str) -> str:
    """Name of the package that a file of node_modules belongs to."""
    parts = path.split("/")[1:]
    return "/".join(parts[: 2 if parts[0].startswith("@") else 1])


def header(folder: Path, packages: list[str]) -> str:
    """Names, versions and licences of what is in the file, as their licences ask for."""
    lines = [f"Made by scripts/vendor_editor.py from {fingerprint()}.", ""]
    licences: dict[str, list[str]] = {}
    for name in packages:
        root = folder / "node_modules" / name
        version = json.loads((root / "package.json").read_text(encoding="utf-8"))["version"]
        licences.setdefault((root / "LICENSE").read_text(encoding="utf-8").strip(), []).append(f"{name} {version}")
    for text, names in sorted(licences.items(), key=lambda item: item[1]):
        lines += [*names, "", text, ""]
    return "/*!\n" + "\n".join(lines).replace("*/", "* /") + "*/\n"


def main() -> int:
    """Write the file, or compare; gives the exit code."""
    if not shutil.which("npm"):
        click.echo("npm is needed for this, which comes with Node.", err=True)
        return 1
    with tempfile.TemporaryDirectory() as name:
        text = bundle(Path(name))
    if "--check" in sys.argv[1:]:
        is_same = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text
        click.echo(f"{TARGET.name} {'is' if is_same else 'is not'} what {SOURCES.name}/package-lock.json gives")
        return 0 if is_same else 1
    TARGET.write_text(text, encoding="utf-8")
    click.echo(f"{TARGET.name}: {len(text.encode()) / 1000:.0f} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
