"""Draws the pictures in docs/images, from the graph of the example papers.

    python scripts/screenshots.py [FOLDER]

Needs chromium, chromedriver and selenium (`pip install 'paperkg[dev]'`). Says what it wrote; pictures over 300 KB are
an error, for they are kept in the repository.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import click
from selenium import webdriver

ROOT = Path(__file__).resolve().parents[1]
KG = [sys.executable, "-m", "kg"]
MOST_BYTES = 300_000


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: what is opened, in which theme and size.

    Attributes
    ----------
    arguments : tuple of str
        Of `kg explore`, which writes the page; or, where it begins with ``/``, the path on `kg serve`.
    """

    name: str
    arguments: tuple[str, ...]
    theme: str = "light"
    size: tuple[int, int] = (1280, 800)


QUERY = "SELECT ?paper ?model {\n  ?paper kg:quantizes ?model ; kg:evaluatesOn kgr:dataset\\/wikitext-2\n}"

SHOTS = (
    Shot("explorer-question", ("--question", "which papers quantize Llama 2"), theme="dark"),
    Shot("explorer-map", ("--map",), size=(1180, 740)),
    Shot("server-query", (f"/query?{urlencode({'query': QUERY})}",)),
)


def start_browser(profile: Path) -> webdriver.Chrome:
    """Chromium without a screen."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    for flag in ("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", f"user-data-dir={profile}"):
        options.add_argument(f"--{flag}")
    return webdriver.Chrome(options, webdriver.ChromeService(executable_path=shutil.which("chromedriver")))


@contextmanager
def serving(store: str) -> Iterator[str]:
    """The address of `kg serve` on a store."""
    command = [*KG, "serve", "--store", store, "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        line = process.stderr.readline() if process.stderr else ""
        match = re.search(r"http://\S+(?=/)", line)
        if match is None:
            raise SystemExit(line)
        try:
            yield match[0]
        finally:
            process.terminate()


def draw(driver: webdriver.Chrome, shot: Shot, address: str, target: Path) -> None:
    """Opens the page and keeps what is then on the screen."""
    width, height = shot.size
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    features = {"prefers-color-scheme": shot.theme, "prefers-reduced-motion": "reduce"}
    media = {"features": [{"name": name, "value": value} for name, value in features.items()]}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    driver.get("about:blank")
    driver.get(address)
    deadline = time.monotonic() + 20
    has_script = driver.execute_script("return document.scripts.length > 0")
    while has_script and driver.execute_script("return document.documentElement.dataset.ready") != "true":
        if time.monotonic() > deadline:
            raise TimeoutError(f"{address} does not get ready")
        time.sleep(0.05)
    # The caret of a question box blinks: it would be in the picture or not.
    driver.execute_script("document.activeElement.blur()")
    time.sleep(0.8)
    driver.save_screenshot(str(target))


def main() -> int:
    """Draw all pictures; gives the exit code."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    heavy = []
    with tempfile.TemporaryDirectory() as name:
        store = str(Path(name) / "papers.kg")
        subprocess.run([*KG, "build", str(ROOT / "examples" / "papers.jsonl"), "--store", store], check=True)
        driver = start_browser(Path(name) / "profile")
        try:
            with serving(store) as address:
                for shot in SHOTS:
                    page, target = Path(name) / f"{shot.name}.html", folder / f"{shot.name}.png"
                    if shot.arguments[:1] and shot.arguments[0].startswith("/"):
                        draw(driver, shot, address + shot.arguments[0], target)
                    else:
                        subprocess.run([*KG, "explore", *shot.arguments, "--store", store, "-o", str(page)], check=True)
                        draw(driver, shot, page.as_uri(), target)
                    size = target.stat().st_size
                    click.echo(f"{target.name}: {size / 1000:.0f} KB")
                    if size > MOST_BYTES:
                        heavy.append(target.name)
        finally:
            driver.quit()
    if heavy:
        click.echo(f"over {MOST_BYTES // 1000} KB: {', '.join(heavy)}", err=True)
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main())
