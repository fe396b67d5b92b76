from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractors.chain import ChainModel, Columns, Stretch
from extractors.document import Notes, Sentence
from extractors.tagger import encode_labels, tag
from extractors.token_features import WordPlaces, token_columns
from extractors.tokenizer import sentence_bounds, tokens_of
from ontology.vocabulary import load_vocabulary

TEXT = "We quantize Zog-2 for word counting in Hindi."


def span(text: str, kind: str) -> tuple[int, int, str]:
    return TEXT.index(text), TEXT.index(text) + len(text), kind


def test_each_token_of_a_name_is_labelled_and_no_other() -> None:
    tokens = tokens_of(TEXT)
    labels = encode_labels(tokens, [span("Zog-2", "Model+"), span("word counting", "Task")])
    assert [(t.text, label) for t, label in zip(tokens, labels, strict=True) if label != "O"] == [
        ("Zog", "B-Model+"),
        ("-", "I-Model+"),
        ("2", "I-Model+"),
        ("word", "B-Task"),
        ("counting", "I-Task"),
    ]


def test_two_names_that_touch_stay_two() -> None:
    labels = encode_labels(tokens_of("Hindi-English"), [(0, 5, "Language"), (6, 13, "Language")])
    assert labels == ["B-Language", "O", "B-Language"]


@given(st.text(max_size=60))
def test_tokens_hold_every_visible_character_once(text: str) -> None:
    tokens = tokens_of(text)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    covered = [i for token in tokens for i in range(token.start, token.end)]
    assert covered == sorted(set(covered))
    assert {i for i, c in enumerate(text) if not c.isspace()} == set(covered)


@given(st.lists(st.text("ab .\n", min_size=1, max_size=8), min_size=1, max_size=5))
def test_sentence_bounds_part_all_tokens_where_sentences_begin(parts: list[str]) -> None:
    text = "".join(parts)
    starts = [sum(map(len, parts[:i])) for i in range(len(parts))]
    tokens = tokens_of(text)
    bounds = sentence_bounds(tokens, starts)
    assert [i for start, end in bounds for i in range(start, end)] == list(range(len(tokens)))
    assert all(start < end for start, end in bounds)
    for start, end in bounds:
        within = [max(i for i, at in enumerate(starts) if at <= tokens[token].start) for token in range(start, end)]
        assert len(set(within)) == 1


def test_every_column_has_a_value_for_every_token() -> None:
    places = WordPlaces(load_vocabulary())
    for text in ("A", "A b", TEXT):
        notes = Notes(text, (Sentence(0, len(text), text),))
        columns = token_columns(notes, [], places)
        count = len(notes.context.tokens)
        assert {len(values) for _, values in columns.single} == {count}
        assert {token for token, _ in columns.several} <= set(range(count))


def test_words_that_end_tasks_are_told_from_words_that_end_methods() -> None:
    places = WordPlaces(load_vocabulary())
    assert places.ending["recognition"].startswith("Task")
    assert places.ending["pruning"].startswith("Method")
    assert "zog" not in places.ending


def test_a_likely_stretch_becomes_a_span_with_its_chances(monkeypatch) -> None:
    likely = [Stretch(2, 4, "Model+", 0.9), Stretch(2, 4, "Model", 0.08)]
    monkeypatch.setattr(ChainModel, "stretches", lambda self, columns, sentences: likely)
    notes = Notes(TEXT, (Sentence(0, len(TEXT), TEXT),))
    places = WordPlaces(load_vocabulary())
    (found,) = tag(notes, places)
    assert (TEXT[found.start : found.end], found.type) == ("Zog-2", "Model")
    assert 0.4 <= found.score <= 1
    assert 0 <= found.own <= found.score


def test_an_empty_text_has_no_spans() -> None:
    assert tag(Notes(""), WordPlaces(load_vocabulary())) == []


def test_columns_are_the_same_each_time() -> None:
    notes = Notes(TEXT, (Sentence(0, len(TEXT), TEXT),))
    places = WordPlaces(load_vocabulary())
    one, two = (token_columns(notes, [], places) for _ in range(2))
    assert isinstance(one, Columns)
    assert (one.single, one.several) == (two.single, two.several)
