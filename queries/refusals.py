"""Why a question has no answer: one code for each way in which that happens, and what to try instead."""

from __future__ import annotations

from typing import Final, Literal

__all__ = ["EXIT_CODES", "Refusal", "RefusalCode"]

RefusalCode = Literal[
    "unknown-entity", "unknown-relation", "no-facts", "outside-ontology", "not-understood", "ambiguous"
]

#: Exit codes of `kg ask`: understood but without an answer, not understood, ambiguous.
EXIT_CODES: Final[dict[RefusalCode, int]] = {
    "unknown-entity": 3,
    "unknown-relation": 4,
    "no-facts": 3,
    "outside-ontology": 3,
    "not-understood": 4,
    "ambiguous": 5,
}


class Refusal(Exception):  # noqa: N818 - not an error of the program: `answer` turns it into the answer's error
    """A question that gets no answer.

    Attributes
    ----------
    code : RefusalCode
    message : str
        What is wrong, with the words of the question.
    suggestions : tuple of str
        Labels or questions to try instead.
    name : str
        Of what is unknown; texts may still have it as a word.
    """

    def __init__(self, code: RefusalCode, message: str, suggestions: tuple[str, ...] = (), *, name: str = "") -> None:
        super().__init__(message)
        self.code: RefusalCode = code
        self.message = message
        self.suggestions = suggestions
        self.name = name
