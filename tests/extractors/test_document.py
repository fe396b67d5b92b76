"""What the components hand to each other."""

from __future__ import annotations

import pytest

from extractors.document import Notes, lower_case


@pytest.mark.parametrize("text", ["Plain ASCII", "ΟΔΟΣ and Straße", "İstanbul in İzmir", ""])
def test_lower_case_keeps_every_offset(text: str) -> None:
    lowered = lower_case(text)
    assert len(lowered) == len(text)
    for small, capital in zip(lowered, text, strict=True):
        # A final sigma depends on its neighbours, the dotted capital I has no small form of one letter.
        assert small == capital.lower() or capital in "Σİ"


def test_notes_lower_their_text_once() -> None:
    notes = Notes("We train BERT.")
    assert notes.lowered == "we train bert."
    assert notes.lowered is notes.lowered
