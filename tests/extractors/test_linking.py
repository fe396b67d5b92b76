"""From candidates and spans of the tagger to mentions."""

from __future__ import annotations

from extractors.document import Notes, Sentence, Span
from extractors.linking import Linker
from ontology.vocabulary import Vocabulary


def mentions(vocabulary: Vocabulary, text: str, *spans: Span) -> list[tuple[int, int]]:
    linker = Linker()
    linker.use(vocabulary)
    notes = Notes(text, (Sentence(0, len(text), text),), spans=spans)
    linker.link(notes)
    return [(mention.start, mention.end) for mention in notes.mentions]


def test_a_span_of_the_tagger_becomes_a_mention(vocabulary: Vocabulary) -> None:
    assert mentions(vocabulary, "We test Zog-base.", Span(8, 16, "Model")) == [(8, 16)]


def test_a_mark_without_a_name_is_no_mention_of_a_model(vocabulary: Vocabulary) -> None:
    assert mentions(vocabulary, "We test Zog-base.", Span(11, 16, "Model")) == []


def test_signs_alone_are_no_mention(vocabulary: Vocabulary) -> None:
    assert mentions(vocabulary, "We test Zog + Zig.", Span(12, 13, "Method")) == []
