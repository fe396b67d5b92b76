"""Folding: the forms under which names are compared. One definition of "the same string" for every layer."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["compact", "fold", "slug"]

_DECIMAL_POINT = re.compile(r"(?<=\d)\.(?=\d)")
#: Signs that tell names apart (C, C++, C#): spelled out before punctuation goes.
_SIGNS = {"+": "plus", "#": "sharp", "@": " at "}
_SIGN = re.compile(r"(?<=\w)[+#]+|@")


#: Capitals to small letters, all that is neither letter nor digit to blanks: what `fold` does to ASCII, in one call.
_ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}


def _spelled(match: re.Match[str]) -> str:
    return "".join(_SIGNS[c] for c in match[0])


def _is_part_of_word(character: str) -> bool:
    # The vowel signs of Indic and other scripts are marks, not letters, but words differ by them alone.
    # Variation selectors are marks too, and change nothing but the look.
    return character.isalnum() or (
        unicodedata.category(character) in ("Mc", "Mn") and not "\ufe00" <= character <= "\ufe0f"
    )


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """`text` with case, accents, hyphens and repeated spaces folded away.

    Numbers and the signs that tell names apart stay: two names with different digits never fold to one form.

    >>> fold("LLaMA-2"), fold("Sabiá"), fold("C++"), fold("pass@1")
    ('llama 2', 'sabia', 'cplusplus', 'pass at 1')
    """
    if text.isascii():
        spelled = _SIGN.sub(_spelled, text) if not _SIGNS.keys().isdisjoint(text) else text
        return " ".join(spelled.translate(_ASCII).split())
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    spelled = _SIGN.sub(_spelled, bare)
    return " ".join("".join(c if _is_part_of_word(c) else " " for c in spelled).split())


@lru_cache(maxsize=65536)
def slug(text: str) -> str:
    """`text` as the last part of an IRI: folded, words joined by hyphens, dots between digits kept.

    >>> slug("Llama 3.1"), slug("BIG-bench Hard"), slug("Qwen2.5")
    ('llama-3.1', 'big-bench-hard', 'qwen2.5')
    """
    dotted = _DECIMAL_POINT.sub("\ue000", text)
    return ".".join(fold(part).replace(" ", "-") for part in dotted.split("\ue000"))


@lru_cache(maxsize=65536)
def compact(text: str) -> str:
    """`slug` without hyphens, the key of identity: "Llama 2" and "LLaMA-2" are one, "Qwen2.5" and "Qwen25" are not.

    >>> compact("Llama 2") == compact("LLaMA2"), compact("Qwen2.5") == compact("Qwen 25")
    (True, False)
    """
    return slug(text).replace("-", "")
