"""Who may ask: names, other sites, and the headers of every response."""

import pytest

from kg.server.guard import host_name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost", "localhost"),
        ("LOCALHOST:80", "localhost"),
        ("localhost.", "localhost"),
        ("[::1]:8765", "::1"),
        ("127.0.0.1:8765", "127.0.0.1"),
        ("", ""),
        ("user@localhost", ""),
        ("localhost/evil", ""),
        ("localhost:evil", ""),
        ("[::1", ""),
        ("localhost#", ""),
    ],
)
def test_the_name_in_a_host_header(header, name):
    assert host_name(header) == name


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}", "LOCALHOST"])
def test_this_machine_is_answered_by_each_of_its_names(client, host):
    assert client.get("/health", Host=host.format(port=client.port)).status == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example", "0.0.0.0", ""])
@pytest.mark.parametrize("path", ["/", "/sparql?query=ASK+{}", "/model/llama-2", "/assets/server.css"])
def test_another_name_is_turned_away(client, host, path):
    answer = client.get(path, Host=host.format(port=client.port))
    assert answer.status == 421
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403, id="an image elsewhere"),
        pytest.param({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200, id="a link elsewhere"),
        pytest.param({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}, 200, id="our own page"),
        pytest.param({"Origin": "https://evil.example"}, 403, id="a script elsewhere"),
        pytest.param({"Origin": "null"}, 403, id="a file or a sandbox"),
        pytest.param({"Origin": "http://127.0.0.1:1"}, 403, id="another server on this machine"),
    ],
)
def test_pages_of_other_sites_may_not_ask(client, headers, status):
    assert client.query("ASK {}", **headers).status == status


@pytest.mark.parametrize("path", ["/", "/sparql?query=ASK+{}", "/nowhere", "/sparql?query=SELEC", "/assets/server.css"])
def test_every_response_has_the_security_headers_and_no_cors(client, path):
    headers = client.get(path).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "server" not in headers
    assert not [name for name in headers if name.startswith("access-control")]


def test_a_page_of_an_allowed_origin_reads_the_answers(store_path, start):
    origin = "https://notebook.example.org"
    with start(store_path, origins=(origin,), hosts=("graph.example.org",)) as client:
        answer = client.query("ASK {}", Origin=origin)
        assert (answer.status, answer.headers["access-control-allow-origin"]) == (200, origin)
        asked_first = client.ask(
            "OPTIONS",
            "/sparql",
            {
                "Origin": origin,
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "content-type",
            },
        )
        assert asked_first.status == 200
        assert "POST" in asked_first.headers["access-control-allow-methods"]
        assert client.query("ASK {}", Origin="https://evil.example").status == 403
        assert client.get("/health", Host="graph.example.org").status == 200
