from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractors.document import Notes, Sentence, Span
from extractors.tagger import decode_labels, encode_labels, tag
from extractors.token_features import tokens_of

TEXT = "We quantize Zog-2 for word counting in Hindi."


def spans(*found: tuple[str, str]) -> list[Span]:
    return [Span(TEXT.index(text), TEXT.index(text) + len(text), type) for text, type in found]  # type: ignore[arg-type]


def test_labels_and_spans_are_two_forms_of_one_thing() -> None:
    tokens = tokens_of(TEXT)
    wanted = spans(("Zog-2", "Model"), ("word counting", "Task"), ("Hindi", "Language"))
    assert decode_labels(tokens, encode_labels(tokens, wanted)) == wanted


def test_two_names_that_touch_stay_two() -> None:
    tokens = tokens_of("Hindi-English")
    wanted = [Span(0, 5, "Language"), Span(6, 13, "Language")]
    assert decode_labels(tokens, encode_labels(tokens, wanted)) == wanted


def test_an_inside_label_without_its_beginning_begins_a_span() -> None:
    assert decode_labels(tokens_of("a b"), ["I-Model", "I-Task"]) == [Span(0, 1, "Model"), Span(2, 3, "Task")]


@given(st.text(max_size=60))
def test_tokens_hold_every_visible_character_once(text: str) -> None:
    tokens = tokens_of(text)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    covered = [i for token in tokens for i in range(token.start, token.end)]
    assert covered == sorted(set(covered))
    assert {i for i, c in enumerate(text) if not c.isspace()} == set(covered)


def test_a_spelling_has_one_type_in_a_text_the_commonest() -> None:
    class Disagreeing:
        def tag(self, features: list[list[str]]) -> list[str]:
            return ["B-Model", "O", "B-Method", "O", "B-Model"]

    notes = Notes("Zog , Zog , Zog", (Sentence(0, 15, "Zog , Zog , Zog"),))
    assert {span.type for span in tag(notes, Disagreeing())} == {"Model"}


def test_a_span_ends_where_its_sentence_ends() -> None:
    class Greedy:
        def tag(self, features: list[list[str]]) -> list[str]:
            return ["B-Model", "I-Model"]

    notes = Notes("Zog\nZig", (Sentence(0, 3, "Zog"), Sentence(4, 7, "Zig")))
    assert tag(notes, Greedy()) == [Span(0, 3, "Model")]


def test_an_empty_text_has_no_spans() -> None:
    assert tag(Notes(""), None) == []
