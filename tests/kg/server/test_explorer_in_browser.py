"""The explorer's page on its server: it begins with a part of the graph, and gets the rest when it is asked for."""

import pyoxigraph as ox
import pytest

from kg.server.limits import Limits
from kg.store import Store

LLAMA_2 = "kgr:model/llama-2"
PAPERS = 48
#: One of many papers that quantize Llama 2; each third one also covers Swahili.
PAPER = """
<https://w3id.org/paperkg/paper/title/bits-{n}> {{
  <https://w3id.org/paperkg/paper/title/bits-{n}> a kg:Paper ; dcterms:title "Bits, Part {n}" ;
    kg:sourceTitle "Bits, Part {n}" ; dcterms:abstract "We quantize LLaMA-2 for Swahili." ; kg:paperType "method" ;
    dcterms:issued "{year}-0{month}" .
  {statements}
}}
"""
STATEMENT = """
  <#{n}-{predicate}> a kg:Statement ; rdf:subject <https://w3id.org/paperkg/paper/title/bits-{n}> ;
    rdf:predicate kg:{predicate} ; rdf:object <https://w3id.org/paperkg/{entity}> ; kg:confidence {confidence} ;
    kg:extractor "relations/1" ; kg:surface "{surface}" ; oa:hasSelector <#{n}-selector> .
  <#{n}-selector> oa:exact "We quantize LLaMA-2 for Swahili." ; oa:start 15 ; oa:end 47 .
"""
HEAD = """
@prefix kg: <https://w3id.org/paperkg/ontology#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@base <https://example.org/> .
"""


def trig():
    text = HEAD
    for n in range(PAPERS):
        values = {"n": n, "confidence": f"0.{90 - n}"}
        said = STATEMENT.format(**values, predicate="quantizes", entity="model/llama-2", surface="LLaMA-2")
        if n % 3 == 0:
            said += STATEMENT.format(**values, predicate="covers", entity="language/swh", surface="Swahili")
        text += PAPER.format(n=n, year=2020 + n % 4, month=1 + n % 9, statements=said)
    return text


@pytest.fixture(scope="module")
def store(small_graph, tmp_path_factory):
    path = tmp_path_factory.mktemp("many") / "papers.kg"
    with Store.writer(path, empty=True) as writer:
        writer.graph.extend(small_graph.graph)
        writer.graph.extend(ox.parse(trig(), format=ox.RdfFormat.TRIG))
        writer.publish()
    return path


@pytest.fixture(scope="module")
def server(store, start):
    with start(store, limits=Limits(workers=2)) as client:
        yield client


@pytest.fixture
def opened(browser, server):
    """The page around Llama 2, with six nodes of some sixty."""
    browser.open(f"{server.address}explore?focus={LLAMA_2}&nodes=6&depth=1")
    settle(browser, "Quantized by")
    yield browser
    assert [entry["message"] for entry in browser.log() if entry["level"] == "SEVERE"] == []


def count(browser, kind):
    """How many of a kind the legend counts."""
    return next((text.split("\n")[1] for text in browser.texts("#types li") if text.startswith(kind)), "0")


def settle(browser, text=""):
    """Wait until a text is on the card, and nothing is under way any more."""
    browser.until(
        lambda: browser.script(
            "return document.getElementById('waiting').hidden"
            " && document.getElementById('card-body').innerText.includes(arguments[0])",
            text,
        )
    )


def search(browser, name):
    """Choose what the server knows by that name."""
    browser.find("#search").send_keys(name)
    browser.until(lambda: browser.texts("#suggestions [role=option]")[0].startswith(name))
    browser.keys("\ue007")
    browser.until(lambda: not browser.find("#suggestions").is_displayed())


def test_the_card_counts_all_facts_and_shows_twenty_more_at_a_time(opened):
    group = "#card-body [data-reading*=quantizes]"
    opened.until(lambda: "49" in opened.find(f"{group} h3").text)
    assert len(opened.all(f"{group} .fact")) == 4
    for shown in (24, 44, 49):
        opened.find(f"{group} .more").click()
        opened.until(lambda shown=shown: len(opened.all(f"{group} .fact")) == shown)
    assert not opened.all(f"{group} .more")
    assert len(set(opened.texts(f"{group} .fact-head .go"))) == 49
    assert len(opened.texts(f"{group} blockquote")) == 49


def test_a_node_is_expanded_beyond_what_the_page_holds(opened):
    before = int(opened.status.split()[0])
    opened.click(".expand", "Quantized by")
    opened.until(lambda: int(opened.status.split()[0]) == before + 20)
    # Some of the new papers cover Swahili: brought in as well, it is tied to them.
    search(opened, "Swahili")
    opened.until(lambda: any(text.startswith("covers") for text in opened.texts("#predicates li")))
    assert int(opened.status.split()[0]) == before + 21
    opened.keys("u")
    opened.until(lambda: int(opened.status.split()[0]) == before + 20)


def test_search_finds_what_the_page_does_not_hold(opened):
    search(opened, "Bits, Part 47")
    settle(opened, "kgr:paper/title/bits-47")
    assert "We quantize LLaMA-2 for Swahili." in opened.card
    assert opened.find("#card-body a[href='/paper/title/bits-47']").text == "Its own page"


def test_search_says_when_the_whole_graph_has_nothing(opened):
    opened.find("#search").send_keys("zzzz")
    opened.until(lambda: opened.texts("#suggestions li") == ["Nothing in the graph has that name."])


def test_the_map_brings_the_whole_graph(opened):
    opened.click("#map-tab")
    opened.until(lambda: count(opened, "Papers") == "51")
    assert "communit" in opened.find("#map").get_attribute("aria-label")
    opened.click("#table-tab")
    assert opened.find("[data-scope=whole]").get_attribute("aria-pressed") == "true"
    opened.until(lambda: len(opened.all("#rows tr")) > 70)


def test_a_path_leads_over_what_the_page_did_not_hold(opened):
    opened.choose("Llama 2")
    settle(opened, "Quantized by")
    opened.click(".actions button", "Path to…")
    search(opened, "Bantu languages")
    opened.until(lambda: opened.texts(".hop > .node-line .go")[-2:] == ["Swahili", "Bantu languages"])
    opened.until(lambda: "We quantize LLaMA-2 for Swahili." in opened.card)


def test_an_address_leads_to_what_the_page_does_not_hold(browser, server):
    paper = "kgr:paper/title/bits-45"
    browser.open(f"{server.address}explore?focus={LLAMA_2}&nodes=2", at=f"node={paper}&with={paper}+kgr:language/swh")
    settle(browser, "Bits, Part 45")
    assert browser.status.startswith("4 nodes, ")


def test_a_year_of_the_first_page_leads_to_its_papers(browser, server):
    browser.visit(server.address)
    browser.click(".time a", "2021")
    browser.until(lambda: browser.texts("#facets .chip") == ["Papers of 2021\n✕"])
    browser.until(lambda: browser.all("#rows tr"))
    settle(browser)
    titles = browser.script("return [...document.querySelectorAll('#rows th')].map((one) => one.innerText)")
    papers = {title for title in titles if title.startswith("Bits")}
    assert papers == {f"Bits, Part {n}" for n in range(PAPERS) if n % 4 == 1}


def test_when_the_server_is_gone_the_page_says_so_and_tries_again(browser, store, start):
    with start(store) as client:
        browser.open(f"{client.address}explore?focus={LLAMA_2}&nodes=6")
        settle(browser, "Quantized by")
        browser.command("Network.enable")
        gone = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        browser.command("Network.emulateNetworkConditions", **gone)
        browser.click("#map-tab")
        browser.until(lambda: browser.find("#problem").is_displayed())
        assert "The server does not answer" in browser.find("#problem").text
        browser.find("#search").send_keys("part 47")
        browser.until(lambda: "does not answer" in "".join(browser.texts("#suggestions li")))
        browser.keys("\ue00c")
        browser.command("Network.emulateNetworkConditions", **(gone | {"offline": False}))
        browser.click("#problem-again")
        browser.until(lambda: count(browser, "Papers") == "51")
        assert not browser.find("#problem").is_displayed()
        browser.log()  # what failed is in it


def test_axe_finds_nothing_wrong(opened, axe):
    assert opened.violations(axe) == []
    opened.click("#map-tab")
    opened.until(lambda: count(opened, "Papers") == "51")
    assert opened.violations(axe) == []


def test_on_a_phone_the_head_of_the_page_has_its_two_rows(opened):
    opened.resize(390, 844)
    tops = {
        round(one.rect["y"] + one.rect["height"] / 2, -1) for one in opened.all("header.bar > *") if one.is_displayed()
    }
    assert len(tops) == 2
    assert opened.script("return document.documentElement.scrollWidth") <= 390
