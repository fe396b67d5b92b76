"""What a question begins with, put behind it."""

import pytest

from queries.fronting import in_plain_order
from queries.linking import link


@pytest.mark.parametrize(
    ("written", "ordered"),
    [
        pytest.param("For Hindi, which models exist?", "which models exist for Hindi", id="preposition"),
        pytest.param("GammaTune: which datasets does it use", "which datasets does GammaTune use", id="pronoun"),
        pytest.param("GammaTune: which datasets are used", "which datasets are used of GammaTune", id="name"),
        pytest.param(
            "Considering only papers from 2024, which task is addressed most",
            "which task is addressed most in papers from 2024",
            id="restriction",
        ),
        pytest.param(
            "Of the papers on Hindi, how many use LoRA",
            "how many Of the papers on Hindi use LoRA",
            id="part of a whole",
        ),
        pytest.param("Of the papers on Hindi, which use LoRA", "Of the papers on Hindi , which use LoRA", id="subject"),
        pytest.param("papers on Hindi, Tamil and Korean", "papers on Hindi , Tamil and Korean", id="list"),
    ],
)
def test_the_topic_goes_behind_the_question(index, written, ordered):
    assert " ".join(item.text for item in in_plain_order(link(written, index))).casefold() == ordered.casefold()
