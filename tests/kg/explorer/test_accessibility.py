"""Axe on every state of the page. Skipped where axe-core is not there: npm install --no-save axe-core."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
LLAMA_2 = "kgr:model/llama-2"


@pytest.fixture(scope="session")
def axe():
    """Source of axe-core, from AXE_CORE or node_modules."""
    path = Path(os.environ.get("AXE_CORE", ROOT / "node_modules" / "axe-core" / "axe.min.js"))
    if not path.is_file():
        pytest.skip("no axe-core here: npm install --no-save axe-core, or AXE_CORE=.../axe.min.js")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(graph, write_page):
    return write_page(graph, "accessible", title="Llama 2", whole=True, focus=[LLAMA_2], max_nodes=4)


def see_card(browser):
    """Open the sheet that the card is on a narrow screen."""
    button = browser.find("#open-card")
    if button.is_displayed() and button.get_attribute("aria-expanded") == "false":
        button.click()


STATES = {
    "picture": lambda browser: None,
    "overview": lambda browser: (see_card(browser), browser.click(".card-bar button", "Overview"), see_card(browser)),
    "search": lambda browser: browser.find("#search").send_keys("l"),
    "files": lambda browser: browser.click("#files-button"),
    "path": lambda browser: (
        browser.choose("perplexity"),
        browser.click(".actions button", "Path to…"),
        browser.choose("GSM8K"),
    ),
    "map": lambda browser: browser.click("#map-tab"),
    "facet": lambda browser: (browser.click("#map-tab"), see_card(browser), browser.click(".bar", "GPTQ")),
    "table": lambda browser: browser.click("#table-tab"),
}


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong(browser, page, axe, theme, size):
    browser.prefer(prefers_color_scheme=theme, prefers_reduced_motion="reduce")
    found = []
    for name, go in STATES.items():
        browser.open(page, width=size[0], height=size[1])
        go(browser)
        # The page's policy lets no other script in; the debugger is not bound by it.
        browser.command("Runtime.evaluate", expression=axe)
        violations = browser.command(
            "Runtime.evaluate",
            expression="axe.run(document, { resultTypes: ['violations'] })"
            ".then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 200)]))",
            awaitPromise=True,
            returnByValue=True,
        )["result"]["value"]
        found += [f"{name}: {rule}: {element}" for rule, element in violations]
    assert found == []
