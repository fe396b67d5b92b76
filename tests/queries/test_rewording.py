"""What people write in several ways, in the one form that the grammar knows."""

import pytest

from queries.rewording import reword


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        pytest.param("papers with 3 or more languages", "papers with at least 3 languages", id="or more"),
        pytest.param("covered by ten papers or more", "covered by at least ten papers", id="or more, behind"),
        pytest.param("used by 5+ papers", "used by at least 5 papers", id="plus"),
        pytest.param("used in between 3 and 5 papers", "used in at least 3 at most 5 papers", id="between numbers"),
        pytest.param("papers between 2021 and 2023 on X", "papers between 2021 and 2023 on X", id="between years"),
        pytest.param("papers on C++ tools", "papers on C++ tools", id="a name with a plus"),
        pytest.param("used only once", "used by exactly one paper", id="once"),
        pytest.param("papers in the 2010s", "papers between 2010 and 2019", id="a decade"),
        pytest.param("quantization -pruning", "quantization but not pruning", id="minus"),
        pytest.param("low-resource languages", "low-resource languages", id="a hyphen"),
        pytest.param("X gets pruned", "X is pruned", id="gets"),
        pytest.param("is it true that X uses Y?", "whether X uses Y?", id="is it true"),
        pytest.param("X uses Y, right?", "whether X uses Y", id="tag"),
        pytest.param('papers with "5+ or more" in the title', 'papers with "5+ or more" in the title', id="quotes"),
    ],
)
def test_a_question_is_put_in_plain_words(written, plain):
    assert reword(written) == plain


@pytest.mark.parametrize("written", ["papers with 3 or more languages", "X uses Y, right?", "used only once"])
def test_plain_words_stay_as_they_are(written):
    assert reword(reword(written)) == reword(written)
