"""Readings in words."""

import pytest


@pytest.mark.parametrize(
    ("question", "reading"),
    [
        ("llama family pruning papers", "papers that prune Llama or anything narrower (2)"),
        ("papers that test on GSM8K but not on MMLU", "papers that evaluate on GSM8K but do not evaluate on MMLU"),
        ("papers without a dataset", "papers that do not relate to datasets"),
        ("papers on pruning, excluding surveys", "papers that relate to pruning but are not surveys"),
        ("papers that cover only Korean", "papers that cover Korean and no other language"),
        ("most used dataset", "the first (most first, ties included) of the datasets by how many papers train on or "
                              "evaluate on them"),
        ("datasets used by papers that quantize Llama 2",
         "datasets that papers that quantize Llama 2 train on or evaluate on"),
        ("how many papers cover Hindi", "the number of papers that cover Hindi"),
        ("has anyone fine-tuned Llama 2", "whether there are papers that fine-tune Llama 2"),
        ("papers on Hindi since 2023", "papers that cover Hindi and were issued since 2023"),
    ],
)  # fmt: skip
def test_a_reading_says_what_was_asked(ask, question, reading):
    assert ask(question).answer.reading == reading
