import pytest

from kg.sources.prose import is_prose


@pytest.mark.parametrize(
    "text",
    [
        "We read logs.",
        "In 2023, 45.2% of models (e.g., GPT-4) failed; we ask why they did so, and whether it matters.",
        "हम नाविकों की डायरी पढ़ते हैं। वे लंबी हैं।",
        "我们阅读了所有的渡轮日志。它们很长。",
        "no capital and no full stop but words enough",
    ],
)
def test_sentences_of_any_language_are_prose(text):
    assert is_prose(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "apple\nbanana\ncherry",
        "x = f(y) + 1; return x\nif (y) { z++; }",
        "12:01 start=1 12:02 stop=2 12:03 start=3.",
        "1,2.5,3\n4,5,6\n7,8,9",
    ],
)
def test_lists_tables_and_programs_are_not(text):
    assert not is_prose(text)
