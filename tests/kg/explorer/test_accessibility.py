"""Axe on every state of the page. Skipped where axe-core is not there: npm install --no-save axe-core."""

from __future__ import annotations

import pytest

LLAMA_2 = "kgr:model/llama-2"


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
def test_axe_finds_nothing_wrong_in_either_theme(browser, page, axe, size):
    found = []
    for name, go in STATES.items():
        browser.prefer(prefers_color_scheme="light", prefers_reduced_motion="reduce")
        browser.open(page, width=size[0], height=size[1])
        go(browser)
        for theme in ("light", "dark"):
            browser.prefer(prefers_color_scheme=theme, prefers_reduced_motion="reduce")
            browser.until(lambda: browser.script("return document.documentElement.dataset.theme") == theme)  # noqa: B023
            found += [f"{name}, {theme}: {one}" for one in browser.violations(axe)]
    assert found == []
