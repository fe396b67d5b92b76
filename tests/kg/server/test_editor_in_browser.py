"""The query page with its script: an editor that completes what the graph knows, results without leaving the page."""

import time

import pytest

from kg.server.limits import Limits

QUERY = "SELECT ?paper ?model { ?paper kg:quantizes ?model }"


@pytest.fixture(scope="module")
def server(store_path, start):
    with start(store_path, limits=Limits(workers=2, timeout_s=60)) as client:
        yield client


class Editor:
    """The query page in a browser."""

    def __init__(self, browser, address):
        self.browser = browser
        self.address = address

    def open(self, query="", **size):
        self.browser.visit(f"{self.address}query{query}", **size)
        self.browser.until(lambda: self.browser.script("return document.documentElement.dataset.ready") == "true")
        return self

    def type(self, *keys):
        self.browser.script("document.querySelector('.code-editor').shadowRoot.querySelector('.cm-content').focus()")
        self.browser.keys(*keys)

    def press_with_control(self, key):
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.browser.driver).key_down("\ue009").send_keys(key).key_up("\ue009").perform()

    def run(self):
        self.press_with_control("\ue007")

    def clear(self):
        self.type()
        self.press_with_control("a")
        self.browser.keys("\ue003")

    def completions(self):
        """What is offered now, once something is."""
        read = (
            "return [...document.querySelector('.code-editor').shadowRoot"
            ".querySelectorAll('.cm-tooltip-autocomplete li')].map((one) => one.textContent)"
        )
        return self.browser.until(lambda: self.browser.script(read))

    @property
    def text(self):
        return self.browser.script("return document.getElementById('query').value")

    @property
    def result(self):
        return self.browser.find("#result").text


@pytest.fixture
def editor(browser, server):
    yield Editor(browser, server.address)
    messages = [entry["message"] for entry in browser.log() if entry["level"] == "SEVERE"]
    # A query that is refused or a server that is gone is told by the browser too.
    assert [message for message in messages if "Failed to load resource" not in message] == []


def test_a_query_is_written_run_and_shown_without_leaving_the_page(editor):
    editor.open()
    editor.browser.script("window.isSamePage = true")
    editor.type(QUERY)
    editor.run()
    editor.browser.until(lambda: "1 row" in editor.result)
    assert editor.browser.script("return window.isSamePage")
    assert "query=SELECT" in editor.browser.driver.current_url
    assert editor.browser.texts("#result td a") == [
        "TinyQuant: Four Bits for Every Llama",
        "Llama 2",
        "quantized",
    ]
    editor.browser.find("#result .proof").click()
    assert editor.browser.find(":target").text.startswith("Llama 2")
    assert "It quantizes LLaMA-2 to four bits." in editor.browser.find(":target").text


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        pytest.param("SELECT * { ?p kg:quan", "kg:quantizes", id="a predicate by its prefix"),
        pytest.param("SELECT * { ?p quan", "kg:quantizes", id="a predicate by its name"),
        pytest.param("SELECT * { ?p a kg:Pap", "kg:Paper", id="a class"),
        pytest.param("SELECT * { ?p dct", "dcterms:", id="a prefix"),
        pytest.param("SELECT * { ?paper a kg:Paper . ?pa", "?paper", id="a variable of the query"),
        pytest.param("SELECT * { ?p kg:uses kgr:gpt", "GPTQ", id="an entity by its name"),
        pytest.param("SELECT * { ?p kg:uses kgr:model/lla", "Llama 2", id="an entity by its id"),
        pytest.param("sel", "SELECT", id="a keyword"),
        pytest.param("Most", "Most used datasets", id="a ready-made query"),
    ],
)
def test_what_the_graph_knows_is_completed(editor, typed, offered):
    if editor.browser.driver.current_url != f"{editor.address}query":
        editor.open()
    editor.clear()
    editor.type(typed)
    assert any(text.startswith(offered) for text in editor.completions())


def test_a_completed_name_can_be_run_as_it_stands(editor):
    editor.open()
    editor.type("ASK { ?paper kg:evaluates kgr:gptq")
    assert editor.completions()[0].startswith("GPTQ")
    time.sleep(0.1)  # who types on is not to accept by accident what has just come up
    editor.browser.keys("\ue007")
    assert editor.text.endswith("kgr:method\\/gptq}")
    editor.run()
    editor.browser.until(lambda: editor.result == "Yes")


def test_a_mistake_is_explained_and_underlined(editor):
    editor.open()
    editor.type("SELECT ?x { ?x a }")
    editor.run()
    editor.browser.until(lambda: "line 1, column 19" in editor.result)
    marked = (
        "return [...document.querySelector('.code-editor').shadowRoot.querySelectorAll('.cm-lintRange-error')]"
        ".map((one) => one.textContent)"
    )
    assert editor.browser.script(marked) == ["}"]
    editor.browser.keys("\ue003\ue003 kg:Paper }")
    editor.run()
    editor.browser.until(lambda: "rows" in editor.result)
    assert editor.browser.script(marked) == []


def test_columns_sort_numbers_as_numbers_in_both_directions(editor):
    editor.open("?query=SELECT ?n { VALUES ?n { 10 9 100 } }")
    for expected in (["9", "10", "100"], ["100", "10", "9"]):
        editor.browser.click("#result th button")
        assert editor.browser.texts("#result td") == expected
    assert editor.browser.find("#result th").get_attribute("aria-sort") == "descending"


def test_a_query_that_runs_long_can_be_stopped(editor, server, runaway):
    editor.open()
    editor.type(runaway)
    editor.run()
    editor.browser.until(lambda: "Running" in editor.browser.find("#hint").text)
    editor.browser.until(lambda: server.get("/health").json()["sparql"]["running"] == 1)
    editor.browser.find("#stop").click()
    assert editor.browser.find("#hint").text == "Stopped."
    assert not editor.browser.find("#stop").is_displayed()
    editor.browser.until(lambda: server.get("/health").json()["sparql"]["running"] == 0)


def test_when_the_server_is_gone_what_was_written_stays(editor):
    editor.open()
    editor.type(QUERY)
    editor.browser.command("Network.enable")
    gone = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    editor.browser.command("Network.emulateNetworkConditions", **gone)
    editor.run()
    editor.browser.until(lambda: "The server does not answer" in editor.result)
    editor.browser.command("Network.emulateNetworkConditions", **(gone | {"offline": False}))
    assert editor.text == QUERY
    editor.run()
    editor.browser.until(lambda: "1 row" in editor.result)


def test_tab_leads_on_from_the_editor(editor):
    editor.open()
    editor.type(QUERY, "\ue004")
    assert editor.browser.script("return document.activeElement.id") == "run"
    assert editor.text == QUERY


def test_back_leads_to_the_query_before(editor):
    editor.open()
    editor.type("ASK {}")
    editor.run()
    editor.browser.until(lambda: editor.result == "Yes")
    editor.type("\ue010 LIMIT 1")
    editor.run()
    editor.browser.until(lambda: editor.browser.driver.current_url.endswith("LIMIT+1"))
    editor.browser.driver.back()
    editor.browser.until(lambda: editor.text == "ASK {}")


def test_hostile_text_does_nothing_in_a_result(editor):
    editor.open("?query=SELECT ?t { ?t a kg:Paper ; dcterms:title ?title } ORDER BY ?title")
    editor.open("?query=SELECT * { ?s ?p ?o } LIMIT 1000")
    editor.run()
    editor.browser.until(lambda: "</title></script><img src=x onerror=alert(1)>" in editor.result)
    assert not editor.browser.all("#result img, #result script, #result [onload]")


def test_without_the_script_the_page_is_a_form(browser, server):
    browser.command("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.visit(f"{server.address}query")
        browser.find("#query").send_keys(QUERY)
        browser.find("#run").click()
        browser.until(lambda: "1 row" in browser.find("#result").text)
    finally:
        browser.command("Emulation.setScriptExecutionDisabled", value=False)


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["desktop", "phone"])
def test_axe_finds_nothing_wrong(editor, axe, size):
    editor.open(f"?query={QUERY}", width=size[0], height=size[1])
    found = editor.browser.violations(axe)
    editor.type("\ue010 qua")
    editor.completions()
    found += editor.browser.violations(axe)
    editor.browser.prefer(prefers_color_scheme="dark")
    assert found + editor.browser.violations(axe) == []


@pytest.mark.parametrize("path", ["", "model/llama-2", "paper/arxiv/2401.00001", "search?q=Yi", "nowhere", "ask?q=yi"])
def test_axe_finds_nothing_wrong_with_the_other_pages(browser, server, axe, path):
    found = []
    browser.visit(f"{server.address}{path}", width=390, height=844)
    assert browser.script("return document.documentElement.scrollWidth") <= 390
    for theme in ("light", "dark"):
        browser.prefer(prefers_color_scheme=theme)
        found += [f"{theme}: {one}" for one in browser.violations(axe)]
    assert found == []
