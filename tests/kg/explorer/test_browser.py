"""The page in a real browser. Skipped where there is none, unless PAPERKG_REQUIRE_BROWSER is 1."""

from __future__ import annotations

import json
from math import dist

import pytest

from kg.explorer.records import Evidence
from kg.store import Store


class Keys:
    """Keys as WebDriver names them; Selenium itself may not be here."""

    TAB = "\ue004"
    ENTER = "\ue007"
    ESCAPE = "\ue00c"
    ARROW_LEFT = "\ue012"
    ARROW_RIGHT = "\ue014"
    ARROW_DOWN = "\ue015"


LLAMA_2 = "kgr:model/llama-2"
SENTENCE = "We quantize LLaMA-2 and Alpaca with GPTQ and TinyBits."


@pytest.fixture(scope="session")
def page(graph, write_page):
    return write_page(graph, "central")


@pytest.fixture
def opened(browser, page):
    browser.open(page)
    browser.log()
    return browser


def choose(browser, name):
    """Go to a node by the search box."""
    browser.find("#search").send_keys(name)
    browser.find("#suggestions [role=option]").click()


def search_for(browser, text):
    """What is suggested for a text."""
    browser.find("#search").clear()
    browser.find("#search").send_keys(text)
    return browser.find("#suggestions").text


def card(browser):
    return browser.find("#card-body").text


def status(browser):
    return browser.find("#status").text


#: After Okabe and Ito, as the light theme has them.
COLOURS = {
    "Model": (0, 114, 178), "Dataset": (230, 159, 0), "Method": (0, 158, 115), "Task": (213, 94, 0),
    "Language": (204, 121, 167), "Metric": (86, 180, 233),
}  # fmt: skip


def spots(browser, colour, *, tolerance=0):
    """Where the picture has this colour, in pixels of the page."""
    return browser.script(SPOTS, colour, tolerance)


SPOTS = """
    const [colour, tolerance] = arguments;
    const canvas = document.querySelector("#picture canvas");
    const box = canvas.getBoundingClientRect();
    const { data, width } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const pixel = box.width / width;
    const found = [];
    for (let i = 0; i < data.length; i += 4) {
      const isNear = colour.every((value, k) => Math.abs(data[i + k] - value) <= tolerance);
      if (isNear && data[i + 3] > 200) {
        found.push([box.left + ((i / 4) % width) * pixel, box.top + Math.floor(i / 4 / width) * pixel]);
      }
    }
    return found;
"""


def middle(places):
    return tuple(sum(place[axis] for place in places) / len(places) for axis in (0, 1))


def pointer(browser, place, *, click=False):
    """Move the pointer there, and press it."""
    x, y = place
    browser.command("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
    if click:
        for kind in ("mousePressed", "mouseReleased"):
            browser.command("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
    wait(browser)


def drag(browser, start, end):
    """Press the pointer in one place, and let it go in another."""
    steps = [
        (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share) for share in (0.2, 0.6, 1)
    ]
    places = [("mouseMoved", start, 0), ("mousePressed", start, 1)]
    places += [("mouseMoved", place, 1) for place in steps] + [("mouseReleased", end, 0)]
    for kind, (x, y), buttons in places:
        button = "none" if kind == "mouseMoved" and not buttons else "left"
        browser.command("Input.dispatchMouseEvent", type=kind, x=x, y=y, button=button, buttons=buttons, clickCount=1)
        wait(browser)


def wait(browser):
    """Two frames, after which what follows from an event is drawn."""
    browser.driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")


def legend(browser, label):
    """Check box of a row of the legend."""
    (row,) = [row for row in browser.all(".legend li") if label in row.text]
    return row.find_element("css selector", "input")


# What the page asks for, and what it lets happen


def test_the_page_asks_for_nothing(browser, page):
    browser.driver.get_log("performance")
    browser.open(page)
    choose(browser, "TinyBits")
    browser.find("#table-tab").click()
    messages = [json.loads(entry["message"])["message"] for entry in browser.driver.get_log("performance")]
    requests = [
        message["params"]["request"]["url"] for message in messages if message["method"] == "Network.requestWillBeSent"
    ]
    assert [url for url in requests if not url.startswith("data:")] == [page.as_uri()]
    assert browser.script("return performance.getEntriesByType('resource').length") == 0


def test_nothing_is_refused_or_fails_while_the_page_is_used(browser, page):
    browser.log()
    browser.open(page)
    choose(browser, "Llama 2")
    browser.find("#theme").click()
    browser.find("#table-tab").click()
    browser.find("#picture-tab").click()
    browser.find("#zoom-in").click()
    assert browser.log() == []


def test_hostile_text_is_shown_and_does_nothing(browser, hostile_graph, write_page):
    hostile = "</script><img src=x onerror=document.title='pwned'>"
    path = write_page(hostile_graph, "hostile", title=hostile, question=hostile, reading=hostile)
    browser.open(path)
    choose(browser, "Owning")
    assert "onerror" in card(browser)
    browser.find("#table-tab").click()
    assert "onerror" in browser.find("#rows").text
    assert browser.script("return document.images.length") == 0
    assert "pwned" not in browser.driver.title.replace("document.title='pwned'", "")
    assert browser.script("return document.querySelectorAll('script').length") == 4


def test_only_addresses_of_the_web_become_links(browser, graph, write_page):
    links = ["javascript:document.title='pwned'", "data:text/html,x", "no address", "https://example.org/paper"]
    path = write_page(graph, "links")
    page = path.read_text(encoding="utf-8")
    kept = '"links":["https://arxiv.org/abs/2301.00001"]'
    assert kept in page
    path.write_text(page.replace(kept, f'"links":{json.dumps(links)}'), encoding="utf-8")
    browser.open(path)
    choose(browser, "Four Bits")
    anchors = browser.all("#card-body .links a")
    assert [anchor.get_attribute("href") for anchor in anchors] == ["https://example.org/paper"]
    assert anchors[0].get_attribute("rel") == "noopener noreferrer"
    assert "javascript:document.title='pwned'" in card(browser)


def test_a_script_that_is_not_the_pages_own_does_not_run(browser, page):
    path = page.with_name("injected.html")
    path.write_text(
        page.read_text(encoding="utf-8").replace("</body>", "<script>document.title = 'pwned'</script></body>"),
        encoding="utf-8",
    )
    browser.open(path)
    assert browser.driver.title != "pwned"
    assert any("Content Security Policy" in entry["message"] for entry in browser.log())


def test_without_scripts_the_page_says_so(browser, page):
    browser.command("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.driver.get(page.as_uri())
        assert "JavaScript" in browser.find(".noscript").text
        assert not browser.find(".panes").is_displayed()
    finally:
        browser.command("Emulation.setScriptExecutionDisabled", value=False)


# What it shows


def test_the_caption_says_what_is_shown(opened):
    assert opened.find(".caption h1").text == "Made-up papers"
    assert opened.find("#counts").text == "5 papers · 13 entities · 24 facts"
    assert opened.find(".card .note").text == "Shown: 5 of 5 papers, 13 of 15 entities, 21 of 21 statements."


def test_a_question_is_shown_with_its_reading_and_its_answers_with_their_proof(browser, graph, write_page):
    answers = ["kgr:paper/arxiv/2301.00001", "kgr:paper/arxiv/2302.00002"]
    path = write_page(
        graph,
        "question",
        question="Which papers quantize Llama-2?",
        reading="papers that quantize Llama 2",
        proofs={answers[0]: [Evidence(answers[0], SENTENCE, 88, 142, readable=SENTENCE)]},
        focus=answers,
    )
    browser.open(path)
    assert browser.find(".caption h1").text == "Which papers quantize Llama-2?"
    assert browser.find(".caption .reading").text == "Read as papers that quantize Llama 2"
    shown = f"Answers\n2\nTinyBits: Four Bits for Every Weight\n{SENTENCE}\nFewer Bits, Same Answers"
    assert shown in card(browser)


def test_one_focus_opens_its_card(browser, graph, write_page):
    browser.open(write_page(graph, "focus", focus=[LLAMA_2]))
    assert "Quantized by" in card(browser)


def test_an_empty_graph_says_so(browser, write_page):
    browser.open(write_page(Store.in_memory([]), "empty"))
    assert "There is nothing to draw" in browser.find("#empty").text
    assert not browser.find("#empty-reset").is_displayed()


def test_every_type_is_drawn_in_its_colour(opened):
    for name, colour in COLOURS.items():
        assert spots(opened, colour), name


# Search


def test_search_finds_labels_aliases_and_titles(opened):
    for typed, found in (
        ("gsm", "GSM8K"),
        ("low-rank", "LoRA"),
        ("swahili with", "Translating Swahili with Little Data"),
    ):
        assert search_for(opened, typed).startswith(found)
    assert "also low-rank adaptation" in search_for(opened, "low-rank")


def test_search_ignores_case_accents_and_hyphens(opened):
    for typed, found in (("SABIA", "Sabiá"), ("llama2", "Llama 2"), ("lora", "LoRA")):
        assert search_for(opened, typed).startswith(found)


def test_search_says_when_nothing_fits(opened):
    assert search_for(opened, "zzz") == "Nothing on this page has that name."


def test_search_works_by_keyboard_alone(opened):
    opened.keys("/")
    opened.keys(*"llama")
    search = opened.find("#search")
    assert search.get_attribute("aria-expanded") == "true"
    opened.keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    active = search.get_attribute("aria-activedescendant")
    assert opened.find(f"#{active}").get_attribute("aria-selected") == "true"
    name = opened.find(f"#{active} .suggestion-name").text
    opened.keys(Keys.ENTER)
    assert name.split("\n")[0] in card(opened)
    assert opened.script("return document.activeElement.id") == "card-body"


# Filters


def test_the_legend_counts_kinds_and_relations(opened):
    rows = [row.text.split("\n")[:2] for row in opened.all(".legend li")]
    assert ["Papers", "5"] in rows
    assert ["Models", "4"] in rows
    assert ["quantizes", "3"] in rows
    assert ["only mentions", "1"] in rows


def test_hiding_a_kind_hides_its_nodes_and_facts(opened):
    legend(opened, "Models").click()
    assert status(opened) == "14 of 18 nodes, 14 of 24 facts"
    legend(opened, "Models").click()
    assert status(opened) == "18 nodes, 24 facts"


def test_only_leaves_one_relation_and_again_brings_all_back(opened):
    (row,) = [row for row in opened.all("#predicates li") if "quantizes" in row.text]
    opened.script("arguments[0].querySelector('.only').click()", row)
    assert status(opened) == "4 of 18 nodes, 3 of 24 facts"
    opened.script("arguments[0].querySelector('.only').click()", row)
    assert status(opened) == "18 nodes, 24 facts"


def test_only_one_kind_keeps_its_papers(opened):
    (row,) = [row for row in opened.all("#types li") if "Languages" in row.text]
    opened.script("arguments[0].querySelector('.only').click()", row)
    assert status(opened) == "4 of 18 nodes, 3 of 24 facts"


def test_confidence_filters_what_was_read_and_not_what_the_vocabulary_says(opened):
    slider = opened.find("#confidence")
    opened.script("arguments[0].value = 0.95; arguments[0].dispatchEvent(new Event('input'))", slider)
    assert opened.find("#confidence-value").text == "0.95"
    assert status(opened) == "8 of 18 nodes, 5 of 24 facts"


def test_when_nothing_passes_the_filters_a_way_back_is_offered(opened):
    legend(opened, "Papers").click()
    for label in ("Models", "Datasets", "Methods", "Tasks", "Languages", "Metrics"):
        legend(opened, label).click()
    assert "No fact passes these filters." in opened.find("#empty").text
    opened.find("#empty-reset").click()
    assert status(opened) == "18 nodes, 24 facts"
    assert not opened.find("#empty").is_displayed()


def test_choosing_a_hidden_node_lifts_the_filters_and_says_so(opened):
    legend(opened, "Models").click()
    choose(opened, "Llama 2")
    assert status(opened) == "18 nodes, 24 facts"
    assert opened.script("return document.getElementById('announcer').textContent").startswith("Filters were reset")


# Cards


def test_the_card_of_an_entity_groups_facts_and_shows_each_sentence_with_the_name_marked(opened):
    choose(opened, "Llama 2")
    assert opened.texts("#card-body h3")[:2] == ["Fine-tuned by\n1", "Quantized by\n2"]
    quotes = opened.texts("#card-body blockquote")
    assert SENTENCE in quotes
    assert opened.texts("#card-body mark").count("LLaMA-2") == 1
    assert "0.93" in card(opened)
    links = [link.get_attribute("href") for link in opened.all("#card-body .source a")]
    assert "https://arxiv.org/abs/2301.00001" in links
    assert card(opened).endswith(LLAMA_2)


def test_marks_fit_after_characters_that_take_two_units(opened):
    choose(opened, "Counting")
    assert "With 🧮 in the prompt Llama 2 solves more of GSM8K." in opened.texts("#card-body blockquote")
    assert sorted(opened.texts("#card-body mark")) == ["GSM8K", "Llama 2"]


def test_the_card_of_a_paper_says_who_wrote_it_and_links_to_it(opened):
    choose(opened, "Four Bits")
    assert "Ada Example; Ben Sample" in card(opened)
    assert opened.find("#card-body .links a").get_attribute("href") == "https://arxiv.org/abs/2301.00001"


def test_names_on_a_card_lead_on_and_back(opened):
    choose(opened, "Llama 2")
    title = "TinyBits: Four Bits for Every Weight"
    (button,) = [button for button in opened.all("#card-body .go") if button.text == title]
    button.click()
    assert opened.find(".card-title").text == title
    opened.find(".card-bar .quiet").click()
    assert opened.find(".card-title").text == "Llama 2"


def test_what_the_vocabulary_says_is_told_from_what_was_read(opened):
    choose(opened, "Alpaca")
    assert "Stated by the vocabulary, not read from a paper." in card(opened)


def test_what_is_not_on_the_page_is_counted(browser, graph, write_page):
    browser.open(write_page(graph, "narrow", focus=[LLAMA_2], max_nodes=3))
    assert "2 more statements about this in the graph, not on this page." in card(browser)


# The picture by pointer and keyboard


def test_a_click_on_a_node_opens_its_card(opened):
    pointer(opened, middle(spots(opened, COLOURS["Task"])), click=True)
    assert opened.find(".card-title").text == "machine translation"


def test_a_node_that_is_dragged_stays_where_it_was_put(opened):
    start = middle(spots(opened, COLOURS["Task"]))
    target = (start[0] + 120, start[1] - 90)
    drag(opened, start, target)
    pointer(opened, (target[0] + 300, target[1] + 60))
    assert dist(middle(spots(opened, COLOURS["Task"])), target) < 6
    opened.click("#table-tab")
    opened.click("#picture-tab")
    legend(opened, "Papers").click()
    legend(opened, "Papers").click()
    wait(opened)
    assert dist(middle(spots(opened, COLOURS["Task"])), target) < 6


def test_types_differ_in_shape_as_well_as_in_colour(opened):
    shapes = {
        row.text.split("\n")[0]: row.find_element("css selector", "path").get_attribute("d")
        for row in opened.all("#types li")
    }
    assert len(set(shapes.values())) == len(shapes) == 7
    assert all(len(spots(opened, colour)) > 60 for colour in COLOURS.values())


def test_a_long_name_is_not_cut_at_the_edge(browser, graph, write_page):
    browser.open(write_page(graph, "edges", whole=True), width=390, height=844)
    boxes = browser.script("""
        const canvas = document.querySelector("#picture canvas");
        const { fillText } = CanvasRenderingContext2D.prototype;
        const boxes = [];
        CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
          const { e, a } = this.getTransform();
          const half = (this.measureText(text).width * a) / 2;
          boxes.push([text, x * a + e - half, x * a + e + half, canvas.width]);
          return fillText.call(this, text, x, y);
        };
        document.getElementById("theme").click();
        return new Promise((done) => setTimeout(() => done(boxes), 200));
    """)
    assert len(boxes) > 5
    assert [box for box in boxes if box[1] < 0 or box[2] > box[3]] == []


def test_a_click_on_a_line_opens_its_evidence(opened):
    choose(opened, "perplexity")  # everything but this node and its one line grows pale
    node = middle(spots(opened, COLOURS["Metric"]))
    line = max(spots(opened, COLOURS["Metric"], tolerance=40), key=lambda spot: dist(spot, node))
    pointer(opened, middle([node, line]))
    assert opened.find("#tip").text == "TinyBits measures with perplexity"
    pointer(opened, middle([node, line]), click=True)
    assert opened.find(".card-title").text == "One fact"
    assert "measures with" in card(opened)
    assert opened.texts("#card-body blockquote") == ["Quality is tested on MMLU and given as perplexity."]


def test_the_pointer_on_a_node_makes_all_but_its_neighbours_pale(opened):
    models = len(spots(opened, COLOURS["Model"]))
    place = middle(spots(opened, COLOURS["Metric"]))  # no model is its neighbour
    pointer(opened, place)
    assert spots(opened, COLOURS["Model"]) == []
    pointer(opened, (place[0], 5))
    assert len(spots(opened, COLOURS["Model"])) == models


def test_a_click_beside_everything_lets_go(opened):
    choose(opened, "perplexity")
    box = opened.script(
        "const { left, bottom } = document.getElementById('picture').getBoundingClientRect(); return [left, bottom]"
    )
    pointer(opened, (box[0] + 4, box[1] - 4), click=True)
    assert "On this page" in card(opened)


def test_arrow_keys_walk_the_picture_and_enter_opens_the_card(opened):
    opened.script("document.getElementById('picture').focus()")
    opened.keys(Keys.ARROW_RIGHT)
    said = opened.script("return document.getElementById('announcer').textContent")
    assert said == "Llama 2, Model, 6 neighbours"
    opened.keys(Keys.ARROW_LEFT)
    assert opened.script("return document.getElementById('announcer').textContent") != said
    opened.keys(Keys.ENTER)
    assert opened.script("return document.activeElement.id") == "card-body"
    opened.keys(Keys.ESCAPE)
    assert "On this page" in card(opened)


def test_plus_minus_and_zero_zoom(opened):
    opened.script("document.getElementById('picture').focus()")
    before = len(spots(opened, COLOURS["Task"]))
    opened.keys("+")
    wait(opened)
    assert len(spots(opened, COLOURS["Task"])) > 1.3 * before
    opened.keys("0")
    wait(opened)
    assert len(spots(opened, COLOURS["Task"])) == pytest.approx(before, rel=0.05)


def test_tab_reaches_every_part(opened):
    opened.script("document.activeElement.blur()")
    reached = []
    for _ in range(60):
        opened.keys(Keys.TAB)
        reached.append(opened.script("const { id, className } = document.activeElement; return id || className"))
    parts = ["skip", "search", "picture-tab", "files-button", "theme", "confidence", "picture", "zoom-in", "bar"]
    places = [reached.index(part) for part in parts]
    assert places == sorted(places)


def test_what_has_the_keyboard_is_outlined(opened):
    opened.find("#search")
    opened.keys(Keys.TAB, Keys.TAB, Keys.TAB)
    style = opened.script("return { ...getComputedStyle(document.activeElement) }")
    assert (style["outlineStyle"], style["outlineWidth"]) == ("solid", "2px")


# Table


def rows(browser):
    return browser.script("""
        const rows = [...document.querySelectorAll("#rows tr")];
        return rows.map((row) => [...row.cells].map((cell) => cell.innerText.trim()));
    """)


def test_the_table_holds_the_same_facts(opened):
    opened.find("#table-tab").click()
    table = rows(opened)
    assert len(table) == 24
    assert ["TinyBits: Four Bits for Every Weight", "quantizes", "Llama 2", "Model", "0.93", SENTENCE] in table
    legend(opened, "quantizes").click()
    assert len(rows(opened)) == 21


def test_the_table_is_sorted_by_any_column_in_both_directions(opened):
    opened.find("#table-tab").click()
    heading = opened.find(".column-confidence")
    assert heading.get_attribute("aria-sort") == "none"
    heading.find_element("css selector", "button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    read = [float(row[4]) for row in rows(opened) if row[4] != "vocabulary"]
    assert read == sorted(read, reverse=True)
    assert len(read) == 22
    heading.find_element("css selector", "button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    assert [float(row[4]) for row in rows(opened) if row[4] != "vocabulary"] == sorted(read)
    opened.find(".column-object button").click()
    objects = [row[2].casefold() for row in rows(opened)]
    assert objects == sorted(objects)


def test_a_row_opens_its_evidence_by_keyboard(opened):
    opened.script("document.getElementById('picture-tab').focus()")
    opened.keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    assert opened.find("#table-tab").get_attribute("aria-selected") == "true"
    opened.script(
        "document.querySelector('#rows [aria-label$=\"Four Bits for Every Weight quantizes Llama 2\"]').focus()"
    )
    opened.keys(Keys.ENTER)
    assert opened.find(".card-title").text == "One fact"
    assert opened.texts("#card-body blockquote") == [SENTENCE]
    (chosen,) = opened.all("#rows .chosen")
    assert "Llama 2" in chosen.text


def test_the_skip_link_leads_to_the_table(opened):
    opened.script("document.querySelector('.skip').click()")
    assert opened.find("#table-view").is_displayed()
    assert not opened.find("#picture-view").is_displayed()


# Themes


#: Shown text with less contrast than WCAG asks for (AA, 4.5).
POOR_CONTRAST = """
    const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    const luminance = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
    const ground = (element) => {
      const [r, g, b, alpha = 1] = parse(getComputedStyle(element).backgroundColor);
      return alpha === 1 ? [r, g, b] : ground(element.parentElement);
    };
    const poor = [];
    for (const element of document.querySelectorAll("body *")) {
      const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
      const isShown = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      if (!texts.length || !isShown || element.closest(".unseen, :disabled")) continue;
      const [a, b] = [luminance(parse(getComputedStyle(element).color)), luminance(ground(element))];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (contrast < 4.5) poor.push(`${contrast.toFixed(2)} ${element.tagName} ${element.className}: ${texts[0].data}`);
    }
    return poor;
"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_in_both_themes(browser, page, theme):
    browser.prefer(prefers_color_scheme=theme)
    browser.open(page)
    assert browser.script("return document.documentElement.dataset.theme") == theme
    choose(browser, "Llama 2")
    assert browser.script(POOR_CONTRAST) == []
    browser.find("#table-tab").click()
    browser.find("#search").send_keys("l")
    assert browser.script(POOR_CONTRAST) == []


def test_the_theme_follows_the_system_until_it_is_chosen(browser, page):
    browser.prefer(prefers_color_scheme="light")
    browser.open(page)
    light = browser.script("return getComputedStyle(document.body).backgroundColor")
    browser.prefer(prefers_color_scheme="dark")
    wait(browser)
    assert browser.script("return getComputedStyle(document.body).backgroundColor") != light
    toggle = browser.find("#theme")
    assert toggle.get_attribute("aria-pressed") == "true"
    toggle.click()
    assert browser.script("return getComputedStyle(document.body).backgroundColor") == light
    browser.open(page)
    assert browser.script("return document.documentElement.dataset.theme") == "light"


def test_the_picture_changes_with_the_theme(opened):
    assert spots(opened, COLOURS["Model"])
    opened.find("#theme").click()
    wait(opened)
    assert not spots(opened, COLOURS["Model"])


# Small screens, and those who want no motion


def test_on_a_phone_nothing_is_wider_than_the_screen(browser, page):
    browser.open(page, width=390, height=844)
    wide = """
        return [...document.querySelectorAll("body *")]
          .filter((element) => element.checkVisibility({ visibilityProperty: true }))
          .filter((element) => !element.closest(".unseen, thead"))
          .map((element) => [element.outerHTML.slice(0, 60), element.getBoundingClientRect()])
          .filter(([, { left, right }]) => left < -1 || right > innerWidth + 1);
    """
    assert browser.script(wide) == []
    browser.find("#table-tab").click()
    assert browser.script(wide) == []


def test_on_a_phone_filters_and_card_are_sheets(browser, page):
    browser.open(page, width=390, height=844)
    assert not browser.find("#filters").is_displayed()
    button = browser.find("#open-filters")
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    legend(browser, "Models").click()
    assert status(browser) == "14 of 18 nodes, 14 of 24 facts"
    browser.keys(Keys.ESCAPE)
    assert browser.script("return document.activeElement.id") == "open-filters"
    assert button.get_attribute("aria-expanded") == "false"
    choose(browser, "GSM8K")
    assert browser.find("#card").is_displayed()
    assert browser.script("return document.getElementById('card').getBoundingClientRect().height") < 0.65 * 844
    browser.find("[data-close=card]").click()
    assert browser.find("#open-card").get_attribute("aria-expanded") == "false"


def test_on_a_phone_what_is_chosen_stays_in_sight_above_the_sheet(browser, page):
    browser.open(page, width=390, height=844)
    choose(browser, "perplexity")
    wait(browser)
    _, y = middle(spots(browser, COLOURS["Metric"]))
    assert y < browser.script("return document.getElementById('card').getBoundingClientRect().top")


def test_targets_on_a_phone_are_large_enough(browser, page):
    browser.open(page, width=390, height=844)
    browser.find("#open-filters").click()
    heights = browser.script("""
        const targets = [...document.querySelectorAll(".legend label, .status button")];
        const shown = targets.filter((target) => target.checkVisibility());
        return shown.map((target) => target.getBoundingClientRect().height);
    """)
    assert min(heights) >= 32


def test_who_wants_no_motion_gets_none(browser, page):
    duration = "return getComputedStyle(document.getElementById('card')).transitionDuration"
    browser.open(page, width=390, height=844)
    assert browser.script(duration) == "0s"
    browser.prefer(prefers_reduced_motion="no-preference")
    assert browser.script(duration) == "0.18s, 0s"
    choose(browser, "GSM8K")  # a sheet that is still on its way takes the keyboard all the same
    assert browser.script("return document.activeElement.id") == "card-body"
