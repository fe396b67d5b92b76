"""A browser to look at pages with: Chromium without a screen. Tests that need it are skipped where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]


class Browser:
    """Chromium without a screen, driven by Selenium."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, page: Path | str, *, width: int = 1440, height: int = 900, at: str = "") -> None:
        """Open a page of the explorer, at what stands behind its #, and wait until its picture is there."""
        self.visit(page, width=width, height=height, at=at)
        self.until(lambda: self.script("return document.documentElement.dataset.ready") == "true")

    def visit(self, page: Path | str, *, width: int = 1440, height: int = 900, at: str = "") -> None:
        """Open a file or an address."""
        self.resize(width, height)
        address = page if isinstance(page, str) else page.as_uri()
        if self.driver.current_url.partition("#")[0] == address:
            self.driver.get("about:blank")  # else nothing but what stands behind the # would change
        self.driver.get(address + (f"#{at}" if at else ""))

    def until(self, condition: Callable[[], Any]) -> Any:
        """Wait until something is true, and give it; what is not there yet is not true yet."""
        from selenium.common.exceptions import StaleElementReferenceException
        from selenium.webdriver.support.wait import WebDriverWait

        wait = WebDriverWait(
            self.driver, 20, poll_frequency=0.03, ignored_exceptions=[StaleElementReferenceException, IndexError]
        )
        return wait.until(lambda _: condition())

    def resize(self, width: int, height: int) -> None:
        """Make the page this large, in CSS pixels; narrower than a window can be, as phones are."""
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    def prefer(self, **features: str) -> None:
        """Set media features, such as ``prefers_color_scheme="dark"``; the others go back to what they were."""
        self.command(
            "Emulation.setEmulatedMedia",
            features=[{"name": name.replace("_", "-"), "value": value} for name, value in features.items()],
        )

    def command(self, name: str, **arguments: Any) -> Any:
        """Run a command of the DevTools protocol."""
        return self.driver.execute_cdp_cmd(name, arguments)

    def script(self, source: str, *arguments: Any) -> Any:
        """What a piece of JavaScript returns."""
        return self.driver.execute_script(source, *arguments)

    def find(self, selector: str) -> Any:
        return self.driver.find_element("css selector", selector)

    def all(self, selector: str) -> list[Any]:
        found: list[Any] = self.driver.find_elements("css selector", selector)
        return found

    def texts(self, selector: str) -> list[str]:
        """Text of every shown element."""
        return [element.text for element in self.all(selector) if element.is_displayed()]

    def keys(self, *keys: str) -> None:
        """Press keys where the focus is."""
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()

    def click(self, selector: str, text: str = "") -> None:
        """Click the first shown element, of those that hold a text if one is given."""
        from selenium.common.exceptions import StaleElementReferenceException

        for attempt in range(5):
            try:
                found = [e for e in self.all(selector) if e.is_displayed() and text in (e.text or "")]
                assert found, f"no {selector} with {text!r}"
                found[0].click()
                return
            except StaleElementReferenceException:  # what a server has just sent is being shown
                if attempt == 4:
                    raise

    def choose(self, name: str) -> None:
        """Go to a node by the search box."""
        self.find("#search").send_keys(name)
        self.until(lambda: self.all("#suggestions [role=option]"))
        self.click("#suggestions [role=option]")

    @property
    def card(self) -> str:
        """Text of the card."""
        text: str = self.find("#card-body").text
        return text

    @property
    def status(self) -> str:
        """How much is shown."""
        text: str = self.find("#status").text
        return text

    @property
    def said(self) -> str:
        """What was last said to those who do not see the page."""
        text: str = self.script("return document.getElementById('announcer').textContent")
        return text

    def wait(self) -> None:
        """Let two frames pass, after which what follows from an event is drawn."""
        self.driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")

    def violations(self, axe: str) -> list[str]:
        """What axe-core finds wrong with the page as it stands: rule and element; in the dark, its contrasts alone."""
        # The page's policy lets no other script in; the debugger is not bound by it.
        self.command("Runtime.evaluate", expression=f"if (!window.axe) {{ {axe} }}")
        is_dark = self.script("return matchMedia('(prefers-color-scheme: dark)').matches")
        options = "resultTypes: ['violations']" + (", runOnly: ['color-contrast']" if is_dark else "")
        found = self.command(
            "Runtime.evaluate",
            expression=f"axe.run(document, {{ {options} }})"
            ".then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`))",
            awaitPromise=True,
            returnByValue=True,
        )
        violations: list[str] = found["result"]["value"]
        return violations

    def log(self) -> list[dict[str, Any]]:
        """What the console said since the last call."""
        entries: list[dict[str, Any]] = self.driver.get_log("browser")
        return entries


@pytest.fixture(scope="session")
def _driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    required = os.environ.get("PAPERKG_REQUIRE_BROWSER") == "1"
    give_up: Callable[[str], Any] = partial(pytest.fail, pytrace=False) if required else pytest.skip
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    chromedriver = shutil.which("chromedriver")
    if not chromium or not chromedriver:
        give_up("no chromium and chromedriver here; Debian: apt-get install chromium chromium-driver")
    try:
        from selenium import webdriver
    except ImportError:
        give_up("selenium is not installed; pip install 'paperkg[dev]'")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    profile = tmp_path_factory.mktemp("chromium")
    for flag in (
        "headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "disable-quic", "no-first-run",
        "disable-background-networking", "disable-component-update", "disable-sync", f"user-data-dir={profile}",
    ):  # fmt: skip
        options.add_argument(f"--{flag}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    # With the path of a driver Selenium does not go looking for one, and so not to the network.
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=chromedriver))
    yield driver
    driver.quit()


@pytest.fixture
def browser(_driver: Any) -> Iterator[Browser]:
    """A browser that has seen nothing yet, and whose pages stand still."""
    browser = Browser(_driver)
    browser.prefer(prefers_color_scheme="light", prefers_reduced_motion="reduce")
    browser.log()
    yield browser
    browser.command("Storage.clearDataForOrigin", origin="file://", storageTypes="all")


@pytest.fixture(scope="session")
def axe() -> str:
    """Source of axe-core, from AXE_CORE or node_modules."""
    path = Path(os.environ.get("AXE_CORE", ROOT / "node_modules" / "axe-core" / "axe.min.js"))
    if not path.is_file():
        pytest.skip("no axe-core here: npm install --no-save axe-core, or AXE_CORE=.../axe.min.js")
    return path.read_text(encoding="utf-8")
