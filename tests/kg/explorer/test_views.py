"""Map, table, and what leads on from the picture, in a real browser; see conftest.py for where it comes from."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest
import rdflib

from kg.explorer import select_whole
from ontology.terms import KG, KGR, SKOS, expand

ENTER, ESCAPE, ARROW_LEFT, ARROW_RIGHT = "\ue007", "\ue00c", "\ue012", "\ue014"
LLAMA_2 = "kgr:model/llama-2"
TINY_BITS = "kgr:paper/arxiv/2301.00001"


@pytest.fixture(scope="session")
def whole_page(graph, write_page):
    """Llama 2 and its two nearest in the picture, everything in the file."""
    return write_page(graph, "whole", title="Llama 2", whole=True, focus=[LLAMA_2], max_nodes=3)


@pytest.fixture
def opened(browser, whole_page):
    browser.open(whole_page)
    browser.log()
    yield browser
    assert browser.log() == []


def hash_of(browser):
    """What stands behind the # a moment later."""
    browser.driver.execute_async_script("setTimeout(arguments[0], 300)")
    return browser.script("return decodeURIComponent(location.hash.slice(1).replaceAll('+', ' '))")


def table(browser):
    return browser.script("""
        const rows = [...document.querySelectorAll("#rows tr")];
        return rows.map((row) => [...row.cells].map((cell) => cell.innerText.trim()));
    """)


# Expand, hide, pin, undo


def test_the_picture_begins_small_and_says_what_more_there_is(opened):
    assert opened.status.startswith("3 nodes")
    assert "Bring into the picture" in opened.card
    assert any("Evaluated by +" in text for text in opened.texts(".expand"))


def test_expanding_brings_in_neighbours_by_relation_and_undo_takes_them_out(opened):
    before = opened.status
    opened.click(".expand", "Evaluated by")
    assert opened.status.startswith("4 nodes")
    assert not [text for text in opened.texts(".expand") if "Evaluated by" in text]
    opened.click("#undo")
    assert opened.status == before
    assert opened.said == "Undone: expand Llama 2."


def test_expanding_brings_twenty_at_a_time(browser, many_papers, write_page):
    browser.open(write_page(many_papers(50), "many", whole=True, focus=[LLAMA_2], max_nodes=1))
    assert browser.texts(".expand") == ["Quantized by +20 of 50", "Belongs to +1"]
    browser.click(".expand")
    assert browser.status.startswith("21 nodes")
    browser.click(".expand")
    assert browser.texts(".expand") == ["Quantized by +10", "Belongs to +1"]


def test_the_card_shows_facts_twenty_more_at_a_time(browser, many_papers, write_page):
    browser.open(write_page(many_papers(50), "many", whole=True, focus=[LLAMA_2], max_nodes=1))
    assert len(browser.all(".fact")) == 4 + 1
    browser.click(".more", "Show 20 more")
    assert len(browser.all(".fact")) == 24 + 1
    assert browser.script("return document.activeElement.closest('.fact') !== null")


def test_hiding_a_node_takes_its_facts_along_and_is_counted(opened):
    opened.click(".actions button", "Hide")
    assert opened.status.endswith("1 hidden")
    assert opened.status.startswith("2 nodes")
    opened.keys("u")
    assert opened.status.startswith("3 nodes")


def test_what_is_pinned_stays_whatever_the_filters_say(opened):
    opened.choose("GPTQ")
    opened.click(".actions button", "Pin")
    opened.click("#types li label", "Methods")
    assert opened.find(".actions [aria-pressed=true]").text == "Pin"
    shown = opened.status
    opened.click(".actions button", "Pin")
    assert int(shown.split()[0]) == int(opened.status.split()[0]) + 1


def test_keys_hide_pin_and_undo(opened):
    opened.choose("GPTQ")
    opened.keys("p")
    assert opened.find(".actions [aria-pressed=true]").text == "Pin"
    opened.keys("h")
    assert "1 hidden" in opened.status
    opened.keys("u")
    opened.keys("u")
    opened.choose("GPTQ")
    assert not opened.all(".actions [aria-pressed=true]")


def test_letters_typed_into_the_search_box_do_nothing_else(opened):
    opened.find("#search").send_keys("hup")
    assert opened.find("#search").get_attribute("value") == "hup"
    assert "hidden" not in opened.status


# Paths


def test_a_path_shows_the_evidence_of_each_hop(opened):
    opened.choose("perplexity")
    opened.click(".actions button", "Path to…")
    assert opened.find("#prompt").text.startswith("Path from perplexity to")
    assert opened.script("return document.activeElement.id") == "search"
    opened.choose("GSM8K")
    assert opened.find(".card-title").text == "4 steps apart"
    hops = opened.texts(".hop > .node-line")
    assert (hops[0], hops[1], hops[-1]) == ("perplexity", "TinyBits: Four Bits for Every Weight", "GSM8K")
    assert opened.texts(".hop blockquote")[0] == "Quality is tested on MMLU and given as perplexity."
    assert len(opened.texts(".hop-facts")) == 4


def test_a_path_follows_the_filters(opened):
    opened.choose("Alpaca")
    opened.click(".actions button", "Path to…")
    opened.click("#types li label", "Papers")
    opened.choose("Llama 2")
    assert opened.find(".card-title").text == "2 steps apart"
    assert opened.texts(".hop > .node-line") == ["Alpaca", "Llama", "Llama 2"]
    assert opened.texts(".hop-facts .predicate") == ["based on\nvocabulary", "includes\nvocabulary"]


def test_no_path_is_said(browser, graph, write_page):
    browser.open(write_page(graph, "islands", whole=True, focus=["kgr:metric/perplexity"], depth=0))
    slider = browser.find("#confidence")
    browser.script("arguments[0].value = 0.85; arguments[0].dispatchEvent(new Event('input'))", slider)
    browser.click(".actions button", "Path to…")
    browser.choose("Swahili")
    assert browser.find("#prompt").text.startswith("No path leads from perplexity to Swahili")


def test_escape_ends_the_choice_of_a_path(opened):
    opened.click(".actions button", "Path to…")
    opened.keys(ESCAPE)
    assert not opened.find("#prompt").is_displayed()
    opened.choose("GSM8K")
    assert opened.find(".card-title").text == "GSM8K"


# Map


def test_the_map_holds_the_whole_graph(opened, graph):
    opened.click("#map-tab")
    whole = select_whole(graph)
    assert opened.status == f"{len(whole.nodes)} nodes, {len(whole.edges)} facts"
    assert opened.find("#counts").text.startswith("5 papers")


def test_a_page_can_begin_with_its_map(browser, graph, write_page):
    browser.open(write_page(graph, "map", whole=True, opens_map=True))
    assert browser.find("#map-view").is_displayed()
    browser.click("#picture-tab")
    assert browser.status.startswith("18 nodes")
    assert browser.script("return document.querySelector('#picture canvas').clientWidth") > 300


INK = """
    const canvas = document.getElementById(arguments[0]);
    const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
    const context = copy.getContext("2d", { willReadFrequently: true });
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Map();
    for (let i = 0; i < data.length; i += 4) {
      if (!data[i + 3]) continue;
      const key = `${data[i]},${data[i + 1]},${data[i + 2]}`;
      colours.set(key, (colours.get(key) ?? 0) + 1);
    }
    return Object.fromEntries(colours);
"""


def test_filters_and_zoom_draw_the_map_anew(opened):
    opened.click("#map-tab")
    opened.wait()
    opened.script("document.getElementById('map').focus()")
    opened.keys("+", "+")
    opened.wait()
    models = opened.script(INK, "map-base").get("0,114,178", 0)
    assert models > 50
    opened.click("#types li label", "Models")
    opened.wait()
    assert opened.script(INK, "map-base").get("0,114,178", 0) == 0


def test_a_click_on_the_map_opens_a_community_from_afar_and_a_node_close_by(opened):
    opened.click("#map-tab")
    opened.choose("Llama 2")
    opened.wait()
    assert opened.find(".card-title").text == "Llama 2"
    assert opened.script(INK, "map-canvas")  # what is lit lies on a sheet of its own
    opened.keys(ESCAPE)
    opened.wait()
    assert opened.script(INK, "map-canvas") == {}


def test_on_the_map_arrows_go_from_community_to_community_and_enter_comes_closer(opened):
    opened.click("#map-tab")
    opened.wait()
    # The map of so small a graph is seen close by at once; minus leads away.
    opened.script("document.getElementById('map').focus()")
    opened.keys("-", "-", "-", "-", "-")
    opened.wait()
    opened.keys(ARROW_RIGHT)
    assert opened.said.startswith("Community ")
    assert opened.find("#card-body .kind").text == "Community"
    opened.keys(ENTER)
    opened.wait()
    opened.keys(ESCAPE)
    opened.script("document.getElementById('map').focus()")
    opened.keys(ARROW_LEFT)
    assert opened.said.endswith(("neighbour", "neighbours"))
    opened.keys(ENTER)
    assert opened.script("return document.activeElement.id") == "card-body"


def test_from_map_to_picture_and_back_the_node_stays_chosen(opened):
    opened.click("#map-tab")
    opened.choose("Swahili")
    opened.click(".actions button", "Show in picture")
    assert opened.find("#picture-view").is_displayed()
    assert opened.find(".card-title").text == "Swahili"
    assert opened.status.startswith("4 nodes")


def test_what_was_chosen_on_the_map_comes_along_into_the_picture(opened):
    opened.click("#map-tab")
    opened.choose("Swahili")
    opened.click("#picture-tab")
    assert opened.find(".card-title").text == "Swahili"
    assert opened.status.startswith("4 nodes")
    opened.keys("u")
    assert opened.status.startswith("3 nodes")


# Table


def test_the_table_is_about_the_picture_or_the_whole_graph(opened, graph):
    opened.click("#table-tab")
    assert len(table(opened)) < 10
    opened.click("[data-scope=whole]")
    assert len(table(opened)) == len(select_whole(graph).edges)
    assert opened.find("[data-scope=whole]").get_attribute("aria-pressed") == "true"
    opened.click("#map-tab")
    opened.click("#table-tab")
    assert len(table(opened)) == len(select_whole(graph).edges)


def test_a_long_table_comes_in_parts(browser, many_papers, write_page):
    browser.open(write_page(many_papers(230), "long", whole=True, focus=[LLAMA_2], max_nodes=1))
    browser.click("#table-tab")
    browser.click("[data-scope=whole]")
    assert len(table(browser)) == 200
    assert browser.find("#more-rows").text == "Show 31 of 31 more"
    browser.find("#more-rows").click()
    assert len(table(browser)) == 231
    assert not browser.find("#more-rows").is_displayed()


# Statistics


def counts(browser):
    """Papers by name, as the bars have them."""
    rows = (text.split("\n") for text in browser.texts("button.bar"))
    return {name: int(count) for name, count, *_ in rows}


def test_bars_count_papers_and_filter_by_a_click(opened):
    opened.click("#map-tab")
    assert "Papers by language" in opened.card
    assert counts(opened)["Swahili"] == 1
    assert counts(opened)["Llama 2"] == 4
    opened.click(".bar", "Swahili")
    assert opened.find("#facets").text.split() == ["Swahili", "✕"]
    assert opened.status == "6 of 20 nodes, 5 of 26 facts"
    assert "Llama 2" not in counts(opened)
    opened.click(".chip")
    assert not opened.find("#facets").is_displayed()


def test_two_bars_leave_the_papers_that_have_to_do_with_both(opened):
    opened.click("#map-tab")
    opened.click(".bar", "GPTQ")
    opened.click(".bar", "GSM8K")
    opened.click("#table-tab")
    assert {row[0] for row in table(opened) if row[1] == "evaluates on"} == {"Fewer Bits, Same Answers"}


# Addresses


def test_the_address_leads_back_to_the_view(opened, browser, whole_page):
    opened.click(".expand", "Evaluated by")
    opened.click("#predicates li label", "quantizes")
    opened.choose("GPTQ")
    opened.click(".actions button", "Pin")
    address = hash_of(opened)
    assert "node=kgr:method/gptq" in address
    assert "relations=quantizes" in address
    assert "pin=kgr:method/gptq" in address
    status, card = opened.status, opened.card
    browser.open(whole_page, at=opened.script("return location.hash.slice(1)"))
    assert (browser.status, browser.card) == (status, card)


@pytest.mark.parametrize("view", ["map", "table"])
def test_the_address_keeps_view_facets_and_path(opened, browser, whole_page, view):
    opened.click(f"#{view}-tab")
    opened.choose("perplexity")
    opened.click(".actions button", "Path to…")
    opened.choose("MMLU")
    assert "path=kgr:metric/perplexity kgr:paper/arxiv/2301.00001 kgr:dataset/mmlu" in hash_of(opened)
    card = opened.card
    browser.open(whole_page, at=opened.script("return location.hash.slice(1)"))
    assert browser.find(f"#{view}-view").is_displayed()
    assert browser.card == card


@pytest.mark.parametrize(
    "address",
    [
        "view=%3Cimg%20src=x%3E&node=javascript:alert(1)&confidence=NaN&at=x+y+z",
        "with=kgr:nothing&path=a+b&fact=1+2+3&kinds=Nonsense&papers=%00",
        "%E0%A4%A",
    ],
)
def test_an_address_that_makes_no_sense_changes_nothing(browser, whole_page, address):
    browser.open(whole_page, at=address)
    assert browser.status.startswith("3 nodes")
    assert browser.log() == []


# Files


CATCH = """
    window.saved = [];
    window.savedName = null;
    URL.createObjectURL = (blob) => { window.saved.push(blob); return "blob:caught"; };
    HTMLAnchorElement.prototype.click = function () { window.savedName = this.download; };
"""


def save(browser, ending):
    """Text of the file that the page would save, or the first bytes of one that is no text."""
    browser.script(CATCH)
    browser.click("#files-button")
    browser.find(f"[data-file={ending}]").click()
    name, text = browser.driver.execute_async_script("""
        const [done] = arguments;
        const look = () => {
          if (window.savedName) window.saved.at(-1).text().then((text) => done([window.savedName, text]));
          else setTimeout(look, 10);
        };
        look();
    """)
    assert name.endswith(f".{ending}")
    return text


def triples(store, query):
    """What a saved query yields."""
    return {(row["subject"], row["predicate"], row["object"]) for row in store.select(query)}


def shown_triples(browser):
    """The visible facts, by the JSON that the page saves."""
    names = {"broader": f"{SKOS}broader"}
    return {
        (expand(fact["subject"]), names.get(fact["predicate"], KG + fact["predicate"]), expand(fact["object"]))
        for fact in json.loads(save(browser, "json"))["facts"]
    }


def test_json_holds_the_visible_facts_with_their_sentences(opened):
    saved = json.loads(save(opened, "json"))
    assert len(saved["nodes"]) == 3
    (fact,) = [fact for fact in saved["facts"] if fact["subject"] == TINY_BITS and fact["object"] == LLAMA_2]
    assert fact["predicate"] == "quantizes"
    assert fact["evidence"][0]["paper"] == TINY_BITS
    assert fact["evidence"][0]["text"].startswith("We quantize LLaMA-2")


def test_csv_holds_the_visible_facts(opened):
    opened.click("#map-tab")
    opened.click("#predicates li label", "uses")
    rows = list(csv.DictReader(io.StringIO(save(opened, "csv"))))
    assert len(rows) == int(opened.status.split(",")[1].split()[0])
    assert "uses" not in {row["predicate"] for row in rows}
    assert any(row["sentence"].startswith("We quantize LLaMA-2") for row in rows)


def test_turtle_holds_the_visible_facts(opened):
    opened.click("#map-tab")
    saved = rdflib.Graph().parse(data=save(opened, "ttl"), format="turtle")
    quantizes = {(str(s), str(o)) for s, o in saved.subject_objects(rdflib.URIRef(f"{KG}quantizes"))}
    assert (expand(TINY_BITS), expand(LLAMA_2)) in quantizes
    assert len(quantizes) == 3
    assert str(saved.value(rdflib.URIRef(f"{KGR}model/sabia"), rdflib.URIRef(f"{SKOS}prefLabel"))) == "Sabiá"


@pytest.mark.parametrize(
    "narrow",
    [
        pytest.param(lambda browser: None, id="the picture"),
        pytest.param(lambda browser: browser.click("#map-tab"), id="everything"),
        pytest.param(
            lambda browser: (browser.click("#map-tab"), browser.click("#types li label", "Methods")),
            id="without a kind",
        ),
        pytest.param(
            lambda browser: (browser.click("#map-tab"), browser.click("#predicates li label", "quantizes")),
            id="without a relation",
        ),
        pytest.param(
            lambda browser: (browser.click("#map-tab"), browser.click(".bar", "GPTQ")), id="papers of a method"
        ),
        pytest.param(
            lambda browser: (
                browser.click("#map-tab"),
                browser.script("confidence.value = 0.9; confidence.dispatchEvent(new Event('input'))"),
            ),
            id="the surest",
        ),
    ],
)
def test_the_saved_query_yields_what_is_visible(opened, graph, narrow):
    narrow(opened)
    shown = shown_triples(opened)
    assert shown
    assert triples(graph, save(opened, "rq")) == shown


@pytest.mark.parametrize("view", ["picture", "map"])
def test_the_drawing_holds_every_visible_node(opened, view):
    opened.click(f"#{view}-tab")
    opened.wait()
    drawing = ElementTree.fromstring(save(opened, "svg"))
    titles = [title.text for title in drawing.iter("{http://www.w3.org/2000/svg}title")]
    assert titles[:2] == ["Llama 2", "Llama 2"]  # of the drawing, and of the first node
    assert len(titles) - 1 == int(opened.status.split()[0])


@pytest.mark.parametrize("view", ["picture", "map"])
def test_the_picture_is_saved_as_a_png(opened, view):
    opened.click(f"#{view}-tab")
    opened.wait()
    assert save(opened, "png")[1:4] == "PNG"
    colours, size = opened.script("""
        return createImageBitmap(window.saved.at(-1)).then((image) => {
          const canvas = new OffscreenCanvas(image.width, image.height);
          const context = canvas.getContext("2d");
          context.drawImage(image, 0, 0);
          const { data } = context.getImageData(0, 0, image.width, image.height);
          const colours = new Set();
          for (let i = 0; i < data.length; i += 4) colours.add(data.slice(i, i + 4).join(" "));
          return [[...colours], [image.width, image.height]];
        });
    """)
    assert {"0 114 178 255", "246 245 241 255"} <= set(colours)  # a model, and the ground of the page
    assert size == [
        opened.script(f"return document.querySelector('#{view} canvas').{side}") for side in ("width", "height")
    ]


def test_hostile_names_are_escaped_in_what_is_saved(browser, hostile_graph, write_page):
    browser.open(write_page(hostile_graph, "hostile-files", title="</title><script>", whole=True))
    drawing = ElementTree.fromstring(save(browser, "svg"))
    assert not list(drawing.iter("script"))
    assert len(rdflib.Graph().parse(data=save(browser, "ttl"), format="turtle")) > 4
    assert triples(hostile_graph, save(browser, "rq")) == shown_triples(browser)


def test_the_menu_of_files_closes_by_escape_and_gives_the_keyboard_back(opened):
    opened.click("#files-button")
    assert opened.script("return document.activeElement.dataset.file") == "png"
    opened.keys(ESCAPE)
    assert not opened.find("#files").is_displayed()
    assert opened.script("return document.activeElement.id") == "files-button"
