"""What people expect of the page, and the tests in a real browser that hold it to that; each of them exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SERVER = HERE.parent / "server"

#: Feature -> tests of it. Those of the server are about a page whose graph comes part by part.
FEATURES = {
    "search over labels, aliases and titles": ["test_search_finds_labels_aliases_and_titles"],
    "search over everything on the server": ["test_search_finds_what_the_page_does_not_hold"],
    "search by keyboard, begun with /": ["test_search_works_by_keyboard_alone"],
    "legend as a filter with counts": [
        "test_the_legend_counts_kinds_and_relations",
        "test_hiding_a_kind_hides_its_nodes_and_facts",
        "test_only_leaves_one_relation_and_again_brings_all_back",
    ],
    "confidence as a filter": ["test_confidence_filters_what_was_read_and_not_what_the_vocabulary_says"],
    "cards with the sentence of each fact": [
        "test_the_card_of_an_entity_groups_facts_and_shows_each_sentence_with_the_name_marked",
        "test_the_card_of_a_paper_says_who_wrote_it_and_links_to_it",
        "test_a_click_on_a_line_opens_its_evidence",
    ],
    "twenty more facts at a time": [
        "test_the_card_shows_facts_twenty_more_at_a_time",
        "test_the_card_counts_all_facts_and_shows_twenty_more_at_a_time",
    ],
    "expand by relation, counts first": [
        "test_the_picture_begins_small_and_says_what_more_there_is",
        "test_expanding_brings_twenty_at_a_time",
        "test_a_node_is_expanded_beyond_what_the_page_holds",
    ],
    "hover makes what is no neighbour pale": ["test_the_pointer_on_a_node_makes_all_but_its_neighbours_pale"],
    "drag": ["test_a_node_that_is_dragged_stays_where_it_was_put"],
    "hide": ["test_hiding_a_node_takes_its_facts_along_and_is_counted"],
    "pin": ["test_what_is_pinned_stays_whatever_the_filters_say"],
    "undo": ["test_expanding_brings_in_neighbours_by_relation_and_undo_takes_them_out"],
    "path with the evidence of each hop": [
        "test_a_path_shows_the_evidence_of_each_hop",
        "test_a_path_leads_over_what_the_page_did_not_hold",
    ],
    "permalink": [
        "test_the_address_leads_back_to_the_view",
        "test_the_address_keeps_view_facets_and_path",
        "test_an_address_leads_to_what_the_page_does_not_hold",
    ],
    "export as PNG": ["test_the_picture_is_saved_as_a_png"],
    "export as SVG": ["test_the_drawing_holds_every_visible_node"],
    "export as JSON": ["test_json_holds_the_visible_facts_with_their_sentences"],
    "export as CSV": ["test_csv_holds_the_visible_facts"],
    "export as Turtle": ["test_turtle_holds_the_visible_facts"],
    "export as SPARQL": ["test_the_saved_query_yields_what_is_visible"],
    "light and dark": ["test_text_can_be_read_in_both_themes", "test_axe_finds_nothing_wrong_in_either_theme"],
    "shape as well as colour, after Okabe and Ito": [
        "test_types_differ_in_shape_as_well_as_in_colour",
        "test_every_type_is_drawn_in_its_colour",
    ],
    "keyboard": [
        "test_tab_reaches_every_part",
        "test_arrow_keys_walk_the_picture_and_enter_opens_the_card",
        "test_on_the_map_arrows_go_from_community_to_community_and_enter_comes_closer",
        "test_a_row_opens_its_evidence_by_keyboard",
    ],
    "reduced motion": ["test_who_wants_no_motion_gets_none"],
    "phone": ["test_on_a_phone_nothing_is_wider_than_the_screen", "test_on_a_phone_filters_and_card_are_sheets"],
    "map": ["test_the_map_holds_the_whole_graph", "test_the_map_brings_the_whole_graph"],
    "table": [
        "test_the_table_holds_the_same_facts",
        "test_the_table_is_sorted_by_any_column_in_both_directions",
    ],
    "statistics": [
        "test_bars_count_papers_and_filter_by_a_click",
        "test_papers_are_counted_by_year_and_years_without_any_have_a_column_too",
        "test_a_column_is_a_filter_and_two_are_both_periods",
    ],
    "no request from a file": ["test_the_page_asks_for_nothing"],
    "hostile text stays text": ["test_hostile_text_is_shown_and_does_nothing"],
    "the server is gone": ["test_when_the_server_is_gone_the_page_says_so_and_tries_again"],
}


@pytest.fixture(scope="module")
def browser_tests():
    """Names of the tests that take a browser, or a page opened in one."""
    files = [*HERE.glob("test_*.py"), *SERVER.glob("test_*_in_browser.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return set(re.findall(r"^def (test_\w+)\((?:[^)]*\b)?(?:browser|opened)\b", text, re.MULTILINE))


@pytest.mark.parametrize("feature", FEATURES)
def test_each_feature_has_a_test_in_a_browser(browser_tests, feature):
    assert set(FEATURES[feature]) <= browser_tests
