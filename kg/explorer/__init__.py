"""The explorer: a part of the graph as one offline page on which every edge opens the sentence it was read from."""

from kg.explorer.page import render_page
from kg.explorer.records import Subgraph
from kg.explorer.subgraph import select_subgraph, select_whole

__all__ = ["Subgraph", "render_page", "select_subgraph", "select_whole"]
