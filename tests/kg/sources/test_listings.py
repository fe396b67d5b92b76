import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.sources.listings import is_listing, parse_listing
from kg.sources.text_lines import Line, Problem

DATA = Path(__file__).resolve().parents[2] / "data" / "sources"
SPACED_HEADER = (
    "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nbyAK and the research community\n\nJan 31\n\n"
)
DENSE_HEADER = (
    "Get trending papers in your email inbox once a day!\nGet trending papers in your email inbox!\nSubscribe"
)
ABSTRACT = (
    "Ferries keep logs, and nobody reads them. We read all logs of one line from 1950 on and mark delays, causes and "
    "consolations. Fog leads, followed by cattle. A small tagger finds the cause in nine logs of ten."
)


def lines_of(text):
    return [Line(number, line) for number, line in enumerate(text.split("\n"), 1)]


def read(text):
    """Papers as (line, title, abstract) and problems of a page."""
    items = list(parse_listing(lines_of(text), "page.txt"))
    papers = [(item.line, item.title, item.abstract) for item in items if not isinstance(item, Problem)]
    return papers, [item for item in items if isinstance(item, Problem)]


def titles(text):
    return [title for _, title, _ in read(text)[0]]


def test_a_spaced_page_gives_its_papers_with_their_lines_and_nothing_of_its_header():
    text = (DATA / "spaced-listing.txt").read_text(encoding="utf-8")
    papers, problems = read(text)
    assert [(line, title) for line, title, _ in papers] == [
        (11, "A Parser for Welsh That Fits on a Phone"),
        (15, "Do Tides Follow Words? Forecasts From the Harbour Diary"),
        (19, "Why Small Dictionaries Win."),
    ]
    assert all(abstract in text.split("\n") for _, _, abstract in papers)
    assert problems == []


def test_a_dense_page_loses_the_button_glued_to_its_first_title_and_no_other_subscriber():
    text = (DATA / "dense-listing.txt").read_text(encoding="utf-8")
    assert is_listing(lines_of(text))
    papers, problems = read(text)
    assert [(line, title) for line, title, _ in papers] == [
        (3, "Counting Sheep: A Corpus of Shepherds' Numerals"),
        (5, "A Parser for Welsh That Fits on a Phone"),
        (7, "Subscribers and Their Verbs"),
    ]
    assert problems == []


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(SPACED_HEADER, id="as-seen"),
        pytest.param(SPACED_HEADER.replace("Jan 31", "September 1, 2024"), id="full-date"),
        pytest.param(SPACED_HEADER.replace("Jan 31", "Tue, 14 May 2024"), id="weekday"),
        pytest.param(SPACED_HEADER.replace("byAK", "by AK"), id="spaced-name"),
        pytest.param("Daily Papers\n\nThe best of the week\n\n" + SPACED_HEADER, id="more-headings"),
        pytest.param("Get trending papers in your email inbox!Subscribe\n\nMay 6\n\n", id="button-glued-to-invitation"),
    ],
)
def test_header_lines_never_become_papers(header):
    page = f"{header}Ferry Logs Considered\n\n{ABSTRACT}\n\nA Second Paper on Ferries\n\n{ABSTRACT}\n"
    assert is_listing(lines_of(page))
    assert titles(page) == ["Ferry Logs Considered", "A Second Paper on Ferries"]
    assert read(page)[1] == []


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        pytest.param("SubscribemBERT at Sea", "mBERT at Sea", id="small-letter"),
        pytest.param("Subscribe1D Convolutions at Sea", "1D Convolutions at Sea", id="digit"),
        pytest.param("SubscribeRNNs at Sea", "RNNs at Sea", id="capital-r"),
        pytest.param("Subscriber Churn at Sea", "Subscriber Churn at Sea", id="a-real-word"),
        pytest.param("Subscribe to Ferries", "Subscribe to Ferries", id="a-real-verb"),
    ],
)
def test_only_a_glued_button_is_taken_off_the_first_title(first, expected):
    invitation = DENSE_HEADER.removesuffix("Subscribe")
    assert titles(f"{invitation}{first}\n{ABSTRACT}\nAnother Ferry Paper\n{ABSTRACT}") == [
        expected,
        "Another Ferry Paper",
    ]


def test_a_title_after_a_button_of_its_own_line_keeps_its_first_word():
    page = f"{SPACED_HEADER}SubscribeStar: A Platform Study\n\n{ABSTRACT}\n"
    assert titles(page) == ["SubscribeStar: A Platform Study"]


def test_pages_pasted_together_are_read_as_one():
    spaced = f"{SPACED_HEADER}Ferry Logs Considered\n\n{ABSTRACT}\n\n"
    dense = f"{DENSE_HEADER}Second Ferry\n{ABSTRACT}\n"
    assert titles(spaced + dense + spaced) == ["Ferry Logs Considered", "Second Ferry", "Ferry Logs Considered"]


@pytest.mark.parametrize("separator", ["\n\n", "\n"])
@pytest.mark.parametrize(
    "abstract",
    [
        pytest.param("We study ferries.", id="one-sentence"),
        pytest.param("Withdrawn", id="one-word"),
        pytest.param("Code: https://example.org/ferry.", id="an-address"),
        pytest.param(ABSTRACT + "   Second paragraph. 1) One. 2) Two.", id="paragraphs-on-one-line"),
    ],
)
def test_an_unusual_abstract_stays_with_its_title(abstract, separator):
    page = SPACED_HEADER + separator.join(
        ["On Ferries and Their Logs", abstract, "Another Paper on Ferries", ABSTRACT, "A Third One?", ABSTRACT]
    )
    papers, problems = read(page)
    assert papers[0][1:] == ("On Ferries and Their Logs", abstract)
    assert len(papers) == 3
    assert problems == []


@pytest.mark.parametrize("separator", ["\n\n", "\n"])
@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_title_without_abstract_costs_only_itself(separator, position):
    good = [f"Paper {name} on Ferries and Their Logs{separator}{ABSTRACT}" for name in ("One", "Two")]
    pieces = [*good[:position], "A Title That Stands Alone in the Page", *good[position:]]
    page = SPACED_HEADER + separator.join(pieces)
    papers, (problem,) = read(page)
    assert [title for _, title, _ in papers] == [f"Paper {name} on Ferries and Their Logs" for name in ("One", "Two")]
    assert problem.reason == "a title without abstract: A Title That Stands Alone in the Page"
    assert page.split("\n")[problem.line - 1] == "A Title That Stands Alone in the Page"


def test_an_abstract_without_title_is_reported_and_given_to_nobody():
    page = SPACED_HEADER + "\n\n".join(
        ["First Ferry Paper", ABSTRACT, "Stray. " + ABSTRACT, "Second Ferry Paper", ABSTRACT]
    )
    papers, (problem,) = read(page)
    assert [(title, text) for _, title, text in papers] == [
        ("First Ferry Paper", ABSTRACT),
        ("Second Ferry Paper", ABSTRACT),
    ]
    assert problem.reason.startswith("a text without a title: Stray. Ferries keep logs")


def test_lines_of_one_block_are_one_abstract_where_blank_lines_part_the_blocks():
    page = (
        SPACED_HEADER
        + f"First Ferry Paper\n\n{ABSTRACT}\nMore: https://example.org\n\nSecond Ferry Paper\n\n{ABSTRACT}\n"
    )
    papers, problems = read(page)
    assert papers[0][2] == f"{ABSTRACT}\nMore: https://example.org"
    assert [title for _, title, _ in papers] == ["First Ferry Paper", "Second Ferry Paper"]
    assert problems == []


def test_a_faulty_line_takes_down_its_own_paper_only_and_is_reported_once():
    page = lines_of(SPACED_HEADER + f"First Ferry Paper\n\n{ABSTRACT}\n\nSecond Ferry Paper\n\n{ABSTRACT}\n")
    faulty = [line._replace(fault="too long") if line.number == 13 else line for line in page]
    papers = list(parse_listing(faulty, "page.txt"))
    assert papers[0] == Problem(13, "too long")
    assert [paper.title for paper in papers[1:]] == ["Second Ferry Paper"]


def test_a_page_of_nothing_but_header_says_so():
    assert read(SPACED_HEADER) == ([], [Problem(1, "a listing page without papers")])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"One Ferry Paper\n\n{ABSTRACT}\n", id="one-paper"),
        pytest.param(
            f"Abstract\n\n{ABSTRACT}\n\nIntroduction\n\n{ABSTRACT}\n\nConclusion\n\n{ABSTRACT}\n", id="sections"
        ),
        pytest.param("a first line\na second line\na third line\na fourth line\n", id="short-lines"),
        pytest.param("\n".join(f"start {i}\n{i} = {'x+y*z;' * 40}" for i in range(9)), id="long-lines-of-code"),
        pytest.param(f"A Wrapped Paper\n\nsomething\nnew\nand some\n{ABSTRACT}", id="furniture-by-chance"),
    ],
)
def test_other_texts_are_not_taken_for_listings(text):
    assert not is_listing(lines_of(text))


def test_two_papers_without_any_header_are_a_listing():
    assert is_listing(lines_of(f"One Ferry Paper\n{ABSTRACT}\nAnother Ferry Paper\n{ABSTRACT}"))


WORDS = st.text(alphabet=string.ascii_lowercase, min_size=2, max_size=9)
TITLES = st.builds(
    lambda words, end: " ".join(words).title()[:140].strip() + end,
    st.lists(WORDS, min_size=3, max_size=12),
    st.sampled_from(["", "?", "!", ".", ": a Study"]),
)
ABSTRACTS = st.builds(
    lambda sentences: " ".join(f"{' '.join(words).capitalize()}." for words in sentences),
    st.lists(st.lists(WORDS, min_size=8, max_size=14), min_size=3, max_size=8),
)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(TITLES, ABSTRACTS), min_size=1, max_size=12),
    st.sampled_from([(SPACED_HEADER, "\n\n"), (DENSE_HEADER, "\n"), (DENSE_HEADER + "\n", "\n")]),
)
def test_any_page_of_either_layout_gives_back_its_papers(papers, layout):
    header, separator = layout
    page = header + separator.join(separator.join(paper) for paper in papers)
    assert is_listing(lines_of(page))
    found, problems = read(page)
    assert [(title, abstract) for _, title, abstract in found] == papers
    assert problems == []
