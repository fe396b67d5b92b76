"""Accept headers, after RFC 9110."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.server.errors import RequestError
from kg.server.negotiation import choose, negotiate

OFFERS = ("text/html", "text/turtle", "application/ld+json")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        pytest.param("", "text/html", id="no header takes anything"),
        pytest.param("*/*", "text/html", id="anything"),
        pytest.param("text/turtle", "text/turtle", id="one"),
        pytest.param("TEXT/Turtle", "text/turtle", id="case does not matter"),
        pytest.param("text/turtle;q=0.4, application/ld+json;q=0.5", "application/ld+json", id="quality decides"),
        pytest.param("application/ld+json, text/turtle", "text/turtle", id="a tie is settled by the server's order"),
        pytest.param("application/*", "application/ld+json", id="a range of types"),
        pytest.param("text/*, text/html;q=0", "text/turtle", id="q=0 forbids, and the more specific range wins"),
        pytest.param("text/html;q=0, */*", "text/turtle", id="anything but"),
        pytest.param("application/ld+json; profile=x; q=0.9, */*;q=0.1", "application/ld+json", id="other parameters"),
        pytest.param(BROWSER, "text/html", id="a browser"),
        pytest.param("image/png", None, id="nothing fits"),
        pytest.param("text/turtle;q=0", None, id="the only one is forbidden"),
        pytest.param("nonsense, text/turtle", "text/turtle", id="what is no media range is passed over"),
    ],
)
def test_the_best_offer_is_chosen(accept, expected):
    assert choose(accept, OFFERS) == expected


def test_what_fits_no_offer_is_refused_with_the_list_of_offers():
    with pytest.raises(RequestError) as refusal:
        negotiate("image/png", OFFERS)
    assert refusal.value.status == 406
    assert all(offer in refusal.value.hint for offer in OFFERS)


@given(st.text(max_size=60))
def test_no_header_breaks_the_choice(accept):
    assert choose(accept, OFFERS) in (None, *OFFERS)
