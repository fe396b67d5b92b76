"""Draws the pictures of the explorer in docs/images, from the graph of the example papers.

    python scripts/screenshots.py [FOLDER]

Needs chromium, chromedriver and selenium (`pip install 'paperkg[dev]'`). Says what it wrote; pictures over 300 KB are
an error, for they are kept in the repository.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import click
from selenium import webdriver

ROOT = Path(__file__).resolve().parents[1]
MOST_BYTES = 300_000
DESKTOP, PHONE = (1280, 800), (390, 780)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: what `kg explore` is asked for, and what is done on the page; a step is a click or a search."""

    name: str
    arguments: tuple[str, ...]
    steps: tuple[tuple[str, str], ...] = ()
    theme: str = "light"
    size: tuple[int, int] = DESKTOP


SHOTS = (
    Shot("explorer-picture", ("Llama",)),
    Shot("explorer-question", ("--question", "which papers quantize Llama 2"), theme="dark"),
    Shot("explorer-map", ("--map",)),
    Shot("explorer-map-close", ("--map",), (("search", "LoRA"),), theme="dark", size=(1120, 700)),
    Shot(
        "explorer-path",
        ("Llama",),
        (("search", "GPTQ"), ("click", ".actions button"), ("search", "GSM8K")),
    ),
    Shot("explorer-table", ("Llama",), (("click", "#table-tab"), ("click", "#rows tr:nth-child(3)"))),
    Shot("explorer-phone", ("--map",), (("search", "GSM8K"),), size=PHONE),
)


def start_browser(profile: Path) -> webdriver.Chrome:
    """Chromium without a screen."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    for flag in ("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", f"user-data-dir={profile}"):
        options.add_argument(f"--{flag}")
    return webdriver.Chrome(options, webdriver.ChromeService(executable_path=shutil.which("chromedriver")))


def draw(driver: webdriver.Chrome, shot: Shot, page: Path, target: Path) -> None:
    """Opens the page, does the steps, and keeps what is then on the screen."""
    width, height = shot.size
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    features = {"prefers-color-scheme": shot.theme, "prefers-reduced-motion": "reduce"}
    media = {"features": [{"name": name, "value": value} for name, value in features.items()]}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    driver.get("about:blank")
    driver.get(page.as_uri())
    deadline = time.monotonic() + 20
    while driver.execute_script("return document.documentElement.dataset.ready") != "true":
        if time.monotonic() > deadline:
            raise TimeoutError(f"{page} does not get ready")
        time.sleep(0.05)
    for kind, value in shot.steps:
        if kind == "search":
            driver.find_element("css selector", "#search").send_keys(f"{value}\n")
        else:
            driver.find_element("css selector", value).click()
    time.sleep(0.3)
    driver.save_screenshot(str(target))


def main() -> int:
    """Draw all pictures; gives the exit code."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    kg = [sys.executable, "-m", "kg"]
    heavy = []
    with tempfile.TemporaryDirectory() as name:
        store = str(Path(name) / "papers.kg")
        subprocess.run([*kg, "build", str(ROOT / "examples" / "papers.jsonl"), "--store", store], check=True)
        driver = start_browser(Path(name) / "profile")
        try:
            for shot in SHOTS:
                page, target = Path(name) / f"{shot.name}.html", folder / f"{shot.name}.png"
                subprocess.run([*kg, "explore", *shot.arguments, "--store", store, "-o", str(page)], check=True)
                draw(driver, shot, page, target)
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
