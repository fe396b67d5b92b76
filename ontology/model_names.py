"""The parser of model names: "LLaMA-2-7B-chat" is family Llama, version 2, size 7B, tuning chat.

A name is read as a stem ("LLaMA", "Code Llama", "Qwen"), a version, a variant ("VL", "mini", "Sonnet"), and marks that
do not make another model: sizes, tunings, quantization formats, context lengths. Versions and variants are identity and
are never dropped; marks are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

__all__ = ["ModelName", "is_mark", "is_size", "is_tuning", "parse_model_name", "strip_marks"]

#: 7B, 0.5b, 8x7B, 176B-A22B is two marks, 350M, 1.3 B is handled by the tokenizer below.
_SIZE: Final = re.compile(r"(?:\d+x)?\d+(?:\.\d+)?[BbMmTt]|[aA]\d+(?:\.\d+)?[Bb]|\d+[eE]", re.ASCII)
_SIZE_WORDS: Final = frozenset({"base", "large", "xlarge", "xl", "xxl", "xs"})
_TUNING: Final = frozenset({"chat", "instruct", "instruction", "it", "sft", "dpo", "rlhf", "hf", "pt", "inst"})
_QUANTIZATION: Final = re.compile(
    r"(?:w\d+(?:a\d+)?|fp\d+|int\d+|bf16|nf4|gptq|awq|gguf|ggml|q\d(?:_\w+)?|\d+-?bit|bnb)", re.ASCII | re.IGNORECASE
)
_CONTEXT: Final = re.compile(r"\d+[kK]", re.ASCII)
_CASING: Final = frozenset({"cased", "uncased"})
_VERSION: Final = re.compile(r"[vV]?\d+(?:\.\d+)*", re.ASCII)
_ATTACHED_VERSION: Final = re.compile(
    r"(?P<stem>.*[A-Za-z][a-z])(?P<version>[vV]?\d+(?:\.\d+)*)(?P<letter>[a-z]?)", re.ASCII
)
_DATE: Final = re.compile(r"(?:20\d\d)?[01]\d[0-3]\d|20\d\d", re.ASCII)
_BITS: Final = re.compile(r"(?<=[\s_-])(\d+)[\s-]bit\b")
_BREAK: Final = re.compile(r"[\s_/~-]+")


@dataclass(frozen=True, slots=True)
class ModelName:
    """The parts of a model's name, each as it was written.

    Attributes
    ----------
    stem : str
        The name without any of the other parts, e.g. ``LLaMA``; never empty.
    version : str
        ``2``, ``3.1``, without a leading v; empty if there is none.
    variant : str
        What is neither version nor mark and follows the stem's version: ``VL``, ``Sonnet``, ``mini``.
    size, tuning, quantization : str
        Marks; several of a kind are joined by a space.
    other : str
        Context length, casing and date marks.
    """

    stem: str
    version: str = ""
    variant: str = ""
    size: str = ""
    tuning: str = ""
    quantization: str = ""
    other: str = ""

    @property
    def base(self) -> str:
        """The name that identifies the model: stem, version and variant; "Llama 2" for "Llama-2-7B-chat"."""
        return " ".join(part for part in (self.stem, self.version, self.variant) if part)


def is_size(word: str) -> bool:
    """True for parameter counts: 7B, 8x7B, 350M, A22B."""
    return _SIZE.fullmatch(word) is not None


def is_tuning(word: str) -> bool:
    """True for the words by which releases mark an instruction-tuned or aligned checkpoint."""
    return word.casefold() in _TUNING


def _kind(word: str) -> str:
    folded = word.casefold()
    if _SIZE.fullmatch(word) or folded in _SIZE_WORDS:
        return "size"
    if folded in _TUNING:
        return "tuning"
    if _QUANTIZATION.fullmatch(word):
        return "quantization"
    if _CONTEXT.fullmatch(word) or folded in _CASING or _DATE.fullmatch(word):
        return "other"
    if _VERSION.fullmatch(word):
        return "version"
    return "word"


@lru_cache(maxsize=16384)
def parse_model_name(text: str) -> ModelName | None:
    """Parts of the model name `text`, or None if it does not begin with a word.

    The parser knows shapes, not names: whether "T5" is a stem or version 5 of "T" is decided by the vocabulary, which
    `ontology.identity` asks with the longest name first.

    >>> parse_model_name("LLaMA-2-7B-chat")
    ModelName(stem='LLaMA', version='2', variant='', size='7B', tuning='chat', quantization='', other='')
    >>> parse_model_name("Qwen2.5-VL-72B-Instruct").base
    'Qwen 2.5 VL'
    >>> parse_model_name("Mistral-7B-Instruct-v0.2").base
    'Mistral 0.2'
    """
    words = [word for word in _BREAK.split(_BITS.sub(r"\1bit", text.strip())) if word]
    if not words or not words[0][0].isalpha():
        return None
    parts: dict[str, list[str]] = {
        k: [] for k in ("stem", "version", "variant", "size", "tuning", "quantization", "other")
    }
    for position, word in enumerate(words):
        kind = _kind(word) if position else "word"
        if kind == "word":
            attached = _ATTACHED_VERSION.fullmatch(word)
            if attached and not parts["version"] and not attached["letter"]:
                # "Llama2", "Qwen2.5": the digits after a lower-case letter are a version. "T5" and "GPT4" are left to
                # the vocabulary, "word2vec" has letters behind.
                parts["stem"].append(attached["stem"])
                parts["version"].append(attached["version"].lstrip("vV"))
                continue
            parts["variant" if parts["version"] or _has_mark(parts) else "stem"].append(word)
        elif kind == "version":
            if parts["version"]:
                parts["variant"].append(word)
            else:
                parts["version"].append(word.lstrip("vV"))
        else:
            parts[kind].append(word)
    if not parts["stem"]:
        return None
    joined = {kind: " ".join(found) for kind, found in parts.items()}
    return ModelName(**joined)


def _has_mark(parts: dict[str, list[str]]) -> bool:
    return bool(parts["size"] or parts["tuning"] or parts["quantization"])


def is_mark(text: str) -> bool:
    """True if `text` has nothing but sizes, tunings and formats.

    >>> is_mark("-base"), is_mark("7B-chat"), is_mark("FooLM-7B")
    (True, True, False)
    """
    return all(_kind(word) not in ("word", "version") for word in _BREAK.split(text) if word)


def strip_marks(text: str) -> str:
    """`text` without sizes, tunings and formats at its end, its own spelling kept; something always stays.

    >>> strip_marks("FooLM-7B-chat"), strip_marks("FooLM-2 13B"), strip_marks("Foo-VL")
    ('FooLM', 'FooLM-2', 'Foo-VL')
    """
    kept = text.strip()
    while True:
        match = re.search(r"[\s_/~-]+([^\s_/~-]+)$", kept)
        if not match or not match.start() or _kind(match[1]) in ("word", "version"):
            return kept
        kept = kept[: match.start()]
