"""Papers over time: columns that are filters, in a real browser."""

from __future__ import annotations

import pytest

from kg.explorer import render_page, select_subgraph


@pytest.fixture(scope="module")
def over_years(many_papers, write_page):
    """Papers of 2019, 2021 and 2022; the fourth has no date."""
    dates = ["2019-05", "2021", "2021-07-01", "2022-03", ""]
    return write_page(many_papers(5, dates), "years", whole=True, focus=["kgr:model/llama-2"])


@pytest.fixture(scope="module")
def over_months(many_papers, write_page):
    dates = ["2023-11-02", "2024-01-15", "2024-01-30"]
    return write_page(many_papers(3, dates), "months", whole=True)


def overview(browser, page, **options):
    browser.open(page, **options)
    if browser.all(".card-bar button"):
        browser.click(".card-bar button", "Overview")
    return browser


def columns(browser):
    """Title of each column, and whether it is chosen."""
    return [(one.get_attribute("title"), one.get_attribute("aria-pressed") == "true") for one in browser.all(".column")]


def test_papers_are_counted_by_year_and_years_without_any_have_a_column_too(browser, over_years):
    overview(browser, over_years)
    assert columns(browser) == [
        ("2019: 1 paper", False),
        ("2020: 0 papers", False),
        ("2021: 2 papers", False),
        ("2022: 1 paper", False),
    ]
    assert "Papers by year" in browser.card
    heights = [one.size["height"] for one in browser.all(".column-fill")]
    assert heights[2] > heights[0] > heights[1] == 0
    assert not browser.all(".column")[1].is_enabled()


def test_where_years_are_few_months_are_counted(browser, over_months):
    overview(browser, over_months)
    assert [title for title, _ in columns(browser)] == ["Nov 2023: 1 paper", "Dec 2023: 0 papers", "Jan 2024: 2 papers"]
    assert "Papers by month" in browser.card
    assert "Nov 2023 to Jan 2024" in browser.card


def test_a_column_is_a_filter_and_two_are_both_periods(browser, over_years):
    overview(browser, over_years)
    browser.click("[data-period='2021']")
    assert browser.status.startswith("3 of ")  # two papers, and the model
    assert browser.texts("#facets .chip") == ["Papers of 2021\n✕"]
    assert browser.script("return document.activeElement.dataset.period") == "2021"
    # The chart itself goes on showing all years.
    assert ("2019: 1 paper", False) in columns(browser)
    browser.click("[data-period='2019']")
    assert browser.status.startswith("4 of ")
    browser.click("#facets .chip", "2021")
    assert browser.status.startswith("2 of ")
    browser.click("#reset")
    assert not browser.texts("#facets .chip")


def test_periods_are_in_the_address(browser, over_years):
    overview(browser, over_years)
    browser.click("[data-period='2022']")
    status = browser.status
    browser.until(lambda: "dates=2022" in browser.script("return location.hash"))
    browser.open(over_years, at="dates=2022")
    assert browser.status == status


def test_without_dates_there_is_no_chart(browser, many_papers, write_page):
    overview(browser, write_page(many_papers(2), "undated", whole=True))
    assert not browser.all(".column")


def test_a_date_that_is_none_is_passed_over(browser, many_papers, write_page):
    graph = many_papers(4, ["2020", "2021", "forthcoming", "2021-99"])
    page = write_page(graph, "odd-dates", whole=True)
    overview(browser, page)
    assert [title for title, _ in columns(browser)] == ["2020: 1 paper", "2021: 1 paper"]
    assert "forthcoming" in render_page(select_subgraph(graph), title="Papers")
