"""The tool: sources of papers, the build, the store, export, cards, statistics, the explorer and the command line.

`python -m kg` and the command `kg` are the same thing.
"""
