"""Pages: what they show, in which formats, and that no text of a paper does anything in them."""

import json
from html.parser import HTMLParser
from importlib import resources

import pyoxigraph as ox
import pytest
from jsonschema import Draft202012Validator

from kg.explorer.shapes import PATHS
from kg.server.results import GRAPH_FORMATS
from ontology.terms import KGR, PREF_LABEL, TITLE

SCRIPTS = [{"type": "application/json", "id": "editor-words"}, {"type": "module", "src": "/assets/editor.js"}]
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
PAGES = [
    "/",
    "/ask?q=which+papers+quantize+Llama-2",
    "/ask?q=is+there+a+paper+on+Klingon",
    "/search?q=Yi",
    "/query",
    "/query?name=most-used-datasets",
    "/query?query=SELECT+*+%7B+?s+?p+?o+%7D",
    "/model/llama-2",
    "/paper/arxiv/2401.00001",
    "/paper/title/hostile",
    "/method/hostile",
    "/search?q=alert",
    "/ask?q=%3Cscript%3Ealert(7)%3C/script%3E",
    "/query?query=%3C/textarea%3E%3Cscript%3Ealert(8)%3C/script%3E",
    "/nowhere/%3Cscript%3E",
]


class Document(HTMLParser):
    """The tags and the text of a page, as a browser reads them."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.links = []
        self.texts = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())


@pytest.mark.parametrize("path", PAGES)
def test_no_page_runs_or_loads_anything_but_what_is_the_servers_own(client, path):
    answer = client.get(path, BROWSER)
    assert answer.type == "text/html"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    is_editor = path.startswith("/query")
    assert ("script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'" in policy) == is_editor
    assert ("script-src" in policy) == is_editor
    document = Document(answer.text)
    assert [attributes for tag, attributes in document.tags if tag == "script"] == (SCRIPTS if is_editor else [])
    assert {attributes["d"] for tag, attributes in document.tags if tag == "path"} <= set(PATHS.values())
    for tag, attributes in document.tags:
        assert tag not in {"iframe", "object", "embed", "base", "style", "foreignobject", "use", "image"}
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in ("href", "src", "action"):
            assert attributes.get(name, "/").startswith(("/", "?", "#", "https://example.org"))
    assert {attributes["src"] for tag, attributes in document.tags if tag == "img"} == {"/assets/icon.svg"}


def test_hostile_text_is_shown_as_it_is(client):
    paper = Document(client.get("/paper/title/hostile", BROWSER).text)
    assert "</title></script><img src=x onerror=alert(1)>" in paper.text
    assert "<svg onload=alert(2)> & more" in paper.text
    assert "javascript:alert(3)" in paper.text
    assert "https://example.org/?a=1&b=%22" in paper.links
    entity = Document(client.get("/method/hostile", BROWSER).text)
    assert '"><script>alert(4)</script>' in entity.text
    assert "' onmouseover='alert(5)" in entity.text


def test_hostile_text_does_not_end_the_data_of_the_explorer(client):
    hostile, harmless = (
        Document(client.get(f"/explore?focus={id_}&nodes=1", BROWSER).text)
        for id_ in ("kgr:paper/title/hostile", "kgr:paper/arxiv/2401.00001")
    )
    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in harmless.tags]
    assert not [attributes for _, attributes in hostile.tags if any(name.startswith("on") for name in attributes)]


def test_the_first_page_says_what_the_graph_holds(client):
    document = Document(client.get("/", BROWSER).text)
    assert "Ask 4 papers" in document.text
    assert "/model/llama-2" in document.links


def test_an_answer_has_its_reading_its_query_and_its_proof(client):
    document = Document(client.get("/ask?q=which+papers+quantize+Llama-2", BROWSER).text)
    assert "papers that quantize Llama 2" in document.text
    assert "It quantizes LLaMA-2 to four bits." in document.text
    assert "SELECT DISTINCT ?paper" in document.text
    assert "/paper/arxiv/2401.00001" in document.links
    (editor,) = [link for link in document.links if link.startswith("/query?query=PREFIX")]
    assert "TinyQuant: Four Bits for Every Llama" in Document(client.get(editor, BROWSER).text).text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("how many papers quantize Llama 2", "1", id="a number"),
        pytest.param("how big is the graph", "3 answers", id="values"),
        pytest.param("is there a paper that quantizes Llama 2", "Yes", id="yes or no"),
        pytest.param("which papers quantize Llamma 2", "Llama 2", id="a misspelling"),
        pytest.param("which papers prune Llama 2", "understood, but the graph has none", id="nothing found"),
        pytest.param("which papers quantize Klingon 9", "Klingon", id="a name that nobody knows"),
        pytest.param("papers on Yi", "Yi", id="an ambiguous name"),
    ],
)
def test_questions_of_each_outcome_are_answered_with_a_page(client, question, expected):
    answer = client.get(f"/ask?q={question.replace(' ', '+')}", BROWSER)
    assert answer.status == 200
    assert expected in Document(answer.text).text


def test_an_answer_is_json_for_programs_as_the_command_gives_it(client):
    answer = client.get("/ask?q=which+papers+quantize+Llama-2", "application/json")
    assert answer.type == "application/json"
    schemas = json.loads((resources.files("kg") / "schemas" / "formats.json").read_text(encoding="utf-8"))
    Draft202012Validator({**schemas, "$ref": "#/$defs/answer"}).validate(answer.json())
    assert [row["id"] for row in answer.json()["answers"]] == ["kgr:paper/arxiv/2401.00001"]


@pytest.mark.parametrize("path", ["/ask", "/ask?q=+", "/search", "/search?q="])
def test_nothing_asked_leads_to_the_first_page(client, path):
    answer = client.get(path)
    assert (answer.status, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize(("name", "path"), [("llama 2", "/model/llama-2"), ("2401.00001", "/paper/arxiv/2401.00001")])
def test_a_name_leads_to_its_page(client, name, path):
    answer = client.get(f"/search?q={name.replace(' ', '+')}")
    assert (answer.status, answer.headers["location"]) == (303, path)


def test_an_ambiguous_name_lists_what_it_may_mean(client):
    document = Document(client.get("/search?q=Yi", BROWSER).text)
    assert {"/model/yi", "/language/iii"} <= set(document.links)


def test_a_name_that_nobody_knows_is_not_found_with_suggestions(client):
    answer = client.get("/search?q=Lama+2", "text/plain")
    assert answer.status == 404
    assert "Did you mean Llama 2" in answer.text


# Entities and papers


def test_the_page_of_an_entity_has_its_facts_with_their_sentences(client):
    document = Document(client.get("/model/llama-2", BROWSER).text)
    assert "Papers that quantize it" in document.text
    assert "It quantizes LLaMA-2 to four bits." in document.text
    assert {"/paper/arxiv/2401.00001", "/model/llama", "/explore?focus=kgr%3Amodel/llama-2"} <= set(document.links)


def test_the_page_of_a_paper_has_its_facts(client):
    document = Document(client.get("/paper/arxiv/2401.00001", BROWSER).text)
    assert "TinyQuant: Four Bits for Every Llama" in document.text
    assert "Ada Moyo, Bo Lind" in document.text
    assert {"/model/llama-2", "https://example.org/tiny"} <= set(document.links)


@pytest.mark.parametrize("accept", GRAPH_FORMATS)
@pytest.mark.parametrize(
    ("path", "predicate", "value"),
    [
        ("/model/llama-2", PREF_LABEL, "Llama 2"),
        ("/paper/arxiv/2401.00001", TITLE, "TinyQuant: Four Bits for Every Llama"),
    ],
)
def test_a_thing_comes_as_rdf_by_header_and_by_link(client, path, predicate, value, accept):
    answer = client.get(path, accept)
    assert (answer.status, answer.type) == (200, accept)
    assert answer.headers["vary"] == "Accept"
    triples = {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in ox.parse(answer.body, format=GRAPH_FORMATS[accept])
    }
    assert (KGR + path[1:], predicate, value) in triples
    linked = client.get(f"{path}?format={accept.replace('+', '%2B')}", BROWSER)
    assert (linked.status, linked.type) == (200, accept)


def test_the_rdf_of_an_entity_has_what_papers_say_of_it(client):
    triples = client.get("/model/llama-2", "application/n-triples").text
    assert f"<{KGR}paper/arxiv/2401.00001> <{KGR}ontology#quantizes> <{KGR}model/llama-2> ." in triples


@pytest.mark.parametrize("path", ["/graph/description", "/graph/vocabulary"])
def test_a_graph_has_rdf_and_no_page(client, path):
    assert client.get(path, BROWSER).type == "text/turtle"
    assert client.get(path, "text/html").status == 406


@pytest.mark.parametrize(
    "path", ["/model/nope", "/model/", "/paper/title/a/b/c", "/nowhere", "/assets/app.py", "/assets/../app.py"]
)
def test_what_is_not_there_is_not_found(client, path):
    page, text = client.get(path, BROWSER), client.get(path, "text/turtle, text/plain")
    assert (page.status, page.type) == (404, "text/html")
    assert (text.status, text.type) == (404, "text/plain")


def test_a_thing_in_no_format_that_there_is_is_not_acceptable(client):
    answer = client.get("/model/llama-2", "image/png")
    assert (answer.status, answer.type) == (406, "text/plain")
    assert "text/turtle" in answer.text


@pytest.mark.parametrize("path", ["/", "/model/llama-2", "/ask", "/health"])
def test_pages_are_only_read(client, path):
    answer = client.ask("POST", path, body=b"x=1")
    assert answer.status == 405
    assert "GET" in answer.headers["allow"]


# The explorer


def test_the_picture_is_the_page_of_kg_explore(client):
    answer = client.get("/explore?focus=kgr:model/llama-2", BROWSER)
    assert answer.status == 200
    assert answer.headers["content-security-policy"] == "frame-ancestors 'none'"  # the rest stands in the page
    assert "default-src &#39;none&#39;" in answer.text
    assert "connect-src &#39;self&#39;" in answer.text
    assert "<title>Llama 2 · paperkg</title>" in answer.text


def test_the_picture_of_an_answer_has_the_question_and_its_reading(client):
    text = client.get("/explore?q=which+papers+quantize+Llama-2", BROWSER).text
    assert "papers that quantize Llama 2" in text
    assert "kgr:paper/arxiv/2401.00001" in text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("focus=kgr:model/nope", 404),
        ("focus=nonsense", 404),
        ("q=which+papers+prune+Llama+2", 404),
        ("q=how+many+papers+quantize+Llama+2", 404),
        ("depth=9", 400),
        ("nodes=0", 400),
        ("nodes=99999999999999999999", 400),
        ("depth=x", 400),
    ],
)
def test_a_picture_that_cannot_be_drawn_says_why(client, query, status):
    answer = client.get(f"/explore?{query}", "text/plain")
    assert (answer.status, answer.type) == (status, "text/plain")
    assert len(answer.text) > 10


# The editor


def test_the_editor_shows_the_first_rows_and_where_all_are(client):
    document = Document(client.get("/query?query=SELECT+?s+?r+%7B?s+?p+?o+.+?s+?q+?r%7D", BROWSER).text)
    assert "1,000 rows, and more" in document.text
    assert sum(tag == "tr" for tag, _ in document.tags) == 1001
    (link,) = [link for link in document.links if link.startswith("/sparql?query=") and link.endswith("text/csv")]
    assert client.get(link).text.startswith("s,r\r\n")


@pytest.mark.parametrize(
    ("query", "status", "expected"),
    [
        ("query=ASK+{}", 200, "Yes"),
        ("query=CONSTRUCT+WHERE+%7B?s+a+kg:Paper%7D", 200, "kgr:paper/title/swahili"),
        ("query=SELEC", 400, "line 1, column"),
        ("query=DROP+ALL", 400, "this is an update"),
        ("name=benchmarks-of-language", 200, "language"),
        ("name=benchmarks-of-language&p.language=Swahili", 200, "rows"),
        ("name=benchmarks-of-language&p.language=Klingon", 404, "Klingon"),
        ("name=nope", 404, "there is no ready-made query"),
        ("name=most-used-datasets&p.limit=many", 400, "not a number"),
    ],
)
def test_the_editor_runs_queries_and_explains_mistakes(client, query, status, expected):
    answer = client.get(f"/query?{query}", BROWSER)
    assert answer.status == status
    assert expected in Document(answer.text).text


# Caches


@pytest.mark.parametrize(
    "path", ["/model/llama-2", "/explore", "/explore/whole", "/assets/codemirror.js", "/sparql?query=ASK+{}"]
)
def test_what_a_client_has_already_is_not_sent_again(client, path):
    first = client.get(path)
    again = client.get(path, **{"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert client.get(path, **{"If-None-Match": '"other"'}).body == first.body
