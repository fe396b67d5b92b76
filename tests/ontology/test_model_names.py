from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.model_names import is_size, parse_model_name, strip_marks


@pytest.mark.parametrize(
    ("text", "base", "size", "tuning"),
    [
        pytest.param("LLaMA-2-7B-chat", "LLaMA 2", "7B", "chat", id="everything"),
        pytest.param("Llama2", "Llama 2", "", "", id="attached-version"),
        pytest.param("Qwen2.5-72B-Instruct", "Qwen 2.5", "72B", "Instruct", id="decimal-version"),
        pytest.param("Mixtral 8x7B", "Mixtral", "8x7B", "", id="experts"),
        pytest.param("BERT-base-uncased", "BERT", "base", "", id="casing"),
        pytest.param("Qwen2-VL-7B", "Qwen 2 VL", "7B", "", id="variant"),
        pytest.param("Claude 3.5 Sonnet", "Claude 3.5 Sonnet", "", "", id="named-variant"),
        pytest.param("Llama_3_8B", "Llama 3", "8B", "", id="underscores"),
        pytest.param("OPT-350M", "OPT", "350M", "", id="millions"),
    ],
)
def test_the_parts_of_a_name_are_told_apart(text: str, base: str, size: str, tuning: str) -> None:
    parsed = parse_model_name(text)
    assert parsed is not None
    assert (parsed.base, parsed.size, parsed.tuning) == (base, size, tuning)


@pytest.mark.parametrize("text", ["LLaMA-7B-W4A16", "LLaMA-7B-GPTQ", "LLaMA 7B 4-bit", "LLaMA-7B-fp16"])
def test_a_quantization_suffix_does_not_make_another_model(text: str) -> None:
    parsed = parse_model_name(text)
    assert parsed is not None
    assert parsed.base == "LLaMA"


@pytest.mark.parametrize("text", ["", "  ", "7B", "-2"])
def test_what_begins_without_a_word_is_no_name(text: str) -> None:
    assert parse_model_name(text) is None


@given(
    st.sampled_from(["Foo", "BarLM", "Qwen", "Open-Foo"]),
    st.sampled_from(["", "2", "3.1", "2.5"]),
    st.sampled_from(["", "7B", "0.5B", "8x7B"]),
    st.sampled_from(["", "chat", "Instruct"]),
    st.sampled_from(["-", " ", "_"]),
)
def test_marks_never_change_the_base(stem: str, version: str, size: str, tuning: str, joint: str) -> None:
    bare = parse_model_name(joint.join(part for part in (stem, version) if part))
    full = parse_model_name(joint.join(part for part in (stem, version, size, tuning) if part))
    assert bare is not None
    assert full is not None
    assert full.base == bare.base
    assert full.version == version


@given(st.text(max_size=30))
def test_the_parser_never_fails_and_never_gives_an_empty_stem(text: str) -> None:
    parsed = parse_model_name(text)
    assert parsed is None or parsed.stem


@given(st.text(alphabet="AaBb27- _.", max_size=20))
def test_stripping_marks_gives_a_prefix(text: str) -> None:
    assert text.strip().startswith(strip_marks(text))


def test_sizes_are_counts_of_parameters() -> None:
    assert [is_size(word) for word in ("7B", "8x7B", "350M", "2", "v2", "GB", "B")] == [True, True, True, *[False] * 4]
