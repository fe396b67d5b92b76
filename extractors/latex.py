r"""LaTeX scars in titles and abstracts, shown as Unicode, with the way back to the text as it came.

`decode` reads what survives in listings and exports: accents (``Sabi\'a``, ``S\={a}mayik``), escapes (``39.50\%``),
fonts (``{\em specialized}``, ``\textbf{x}``), ties (``Llama~2``), quotes (````x''``) and simple inline maths
(``10$\times$``). What it does not understand stays as it is, so that no text is ever lost; a ``%`` is never a comment.

The tables are our own and not pylatexenc's: its decoder gives no offsets, takes ``%`` for a comment and swallows the
arguments of macros that it does not know, and its table knows nothing of ours to leave alone. Accents need no table:
`unicodedata` composes them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, NamedTuple

__all__ = ["DecodedText", "decode"]

_ACCENTS: Final = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331",
}  # fmt: skip
_LETTERS: Final = {
    "ss": "ß", "SS": "ẞ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ",
    "NG": "Ŋ",
}  # fmt: skip
_SYMBOLS: Final = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ",
    "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ", "times": "×", "cdot": "·", "pm": "±", "mp": "∓", "div": "÷", "sim": "∼",
    "approx": "≈", "simeq": "≃", "equiv": "≡", "propto": "∝", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥",
    "neq": "≠", "ne": "≠", "ll": "≪", "gg": "≫", "in": "∈", "subset": "⊂", "cup": "∪", "cap": "∩", "infty": "∞",
    "rightarrow": "→", "to": "→", "leftarrow": "←", "leftrightarrow": "↔", "Rightarrow": "⇒", "Leftarrow": "⇐",
    "Leftrightarrow": "⇔", "longrightarrow": "⟶", "uparrow": "↑", "downarrow": "↓", "mapsto": "↦", "langle": "⟨",
    "rangle": "⟩", "lnot": "¬", "neg": "¬", "star": "⋆", "ast": "∗", "circ": "∘", "bullet": "•", "dagger": "†",
    "ddagger": "‡", "prime": "′", "ldots": "…", "dots": "…", "cdots": "⋯",
    "textasciitilde": "~", "textasciicircum": "^", "textregistered": "®", "textcopyright": "©", "texttrademark": "™",
    "textdegree": "°", "textmu": "µ", "texteuro": "€", "pounds": "£", "textperthousand": "‰", "textendash": "–",
    "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“", "textquotedblright": "”",
    "checkmark": "✓", "LaTeX": "LaTeX", "TeX": "TeX",
}  # fmt: skip
#: Macros that show their one argument as it is.
_SHOWS_ARGUMENT: Final = frozenset(
    "emph textbf textit texttt textsc textsf textrm textsl textmd textup textnormal text underline mbox hbox url "
    "mathrm mathbf mathit mathsf mathtt mathcal mathbb operatorname".split()
)
_ESCAPES: Final = {**{c: c for c in "%&_#${}"}, " ": " ", ",": " "}
_RAISED: Final = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzT*'∗†‡′⋆∘",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ*′∗†‡′⋆°",
        strict=True,
    )
)
_LOWERED: Final = dict(zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))

#: Without any of these, there is nothing to decode.
_SCAR = re.compile(r"[\\`~${]")
_SPECIAL = re.compile(r"[\\{}$~^`']")
#: Lengths are bounded as host names are, which also keeps matching linear.
_URL = re.compile(r"(?:https?://|www\.)[^\s{}]*|\b[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/[^\s{}]*")
_MACRO = re.compile(r"\\(?:([A-Za-z]+)|(.))", re.DOTALL)
_DECLARATION = re.compile(
    r"\\(?:em|bf|it|tt|sc|sf|rm|sl|bfseries|itshape|ttfamily|scshape|sffamily|rmfamily|slshape|small|large)"
    r"(?![A-Za-z])\s*"
)
_PROTECTED = re.compile(r"\{(?=[a-z0-9-]*[A-Z])[A-Za-z0-9-]+\}")
_DEGREES = re.compile(r"\^(?:\\circ(?![A-Za-z])|\{\\circ\})")
#: No space just inside the dollars, as in Pandoc.
_MATHS = re.compile(r"\$(?P<dollars>[^\s$](?:[^$\n]{0,120}[^\s$\\])?)\$|\\\((?P<parens>[^$\n]{1,120}?)\\\)")
_PROSE = re.compile(r"(?<![\\A-Za-z])[A-Za-z0-9]+\s+[A-Za-z]{2,}")
_MATHS_TOKEN = re.compile(
    r"(?P<script>[\^_ˆ])\s*(?:\{(?P<long>[^{}]*)\}|(?P<short>\\[A-Za-z]+|[^\s\\{}^_$&]))"
    r"|\\(?P<shown>[A-Za-z]+)\{(?P<argument>[^\\{}$^_]*)\}"
    r"|\\(?P<name>[A-Za-z]+)"
    r"|\\(?P<escape>.)"
    r"|\{(?P<single>[^\\{}^_$&])\}"
    r"|(?P<plain>[^\\{}^_$&])"
)
_LONE_SYMBOL = re.compile(r"\\([A-Za-z]+)\s*")
#: ``\"`` before anything but a letter is an escaped quotation mark, and then so are all others of that text.
_ESCAPED_QUOTE = re.compile(r'\\"(?![^\W\d_]|[{\\])')
#: ``it\'s``: an escaped apostrophe, not an accent.
_CONTRACTION = re.compile(r"(?<=[^\W\d_])\\'(?=(?:s|t|d|m|re|ve|ll)\b)")
_MAX_NESTED_ACCENTS: Final = 4


class _Group(NamedTuple):
    """Markup around some text that is not shown: raw offsets of the whole and of what is inside."""

    start: int
    inner_start: int
    inner_end: int
    end: int


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A text without LaTeX scars, and where each of its characters stands in the raw text.

    Attributes
    ----------
    raw, text : str
        The text as it came, and as people read it.
    starts, ends : tuple of int
        Raw span of each character of `text`; both never decrease. Empty if `text` equals `raw`.
    groups : tuple
        Markup that was dropped around some text.
    """

    raw: str
    text: str
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    groups: tuple[_Group, ...] = ()

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        r"""Raw offsets of ``text[start:end]``.

        Markup is kept whole: a span that leaves ``\textbf{...}`` on one side takes in all of it, a span within leaves
        it out.

        >>> tulu = decode('with T\\"ULU 3')
        >>> tulu.text[5:9], tulu.raw[slice(*tulu.raw_span(5, 9))]
        ('TÜLU', 'T\\"ULU')

        Raises
        ------
        ValueError
            If ``0 <= start <= end <= len(text)`` does not hold.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"span {start}:{end} is not in a text of {len(self.text)} characters")
        if start == 0 and end == len(self.text):
            return 0, len(self.raw)
        if not self.starts:
            return start, end
        if start == end:
            point = self.starts[start] if start < len(self.text) else len(self.raw)
            return point, point
        first, last = self.starts[start], self.ends[end - 1]
        for group in reversed(self.groups):  # inner groups open later: they widen the span before outer ones look
            meets = first < group.inner_end and group.inner_start < last
            is_within = group.inner_start <= first and last <= group.inner_end
            if meets and not is_within:
                first, last = min(first, group.start), max(last, group.end)
        return first, last


def decode(text: str) -> DecodedText:
    r"""`text` with LaTeX scars shown as Unicode, aligned with `text`.

    >>> decode(r"Sabi\'a gains 39.50\% over {\em specialized} models, 10$\times$ faster than Llama~2").text
    'Sabiá gains 39.50% over specialized models, 10× faster than Llama 2'
    >>> decode(r"\methodname costs $5 and $10, see example.org/~user").text
    '\\methodname costs $5 and $10, see example.org/~user'
    """
    if not _SCAR.search(text):
        return DecodedText(text, text)
    return _Decoder(text).run()


class _Decoder:
    """One pass over one text."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.groups: list[_Group] = []
        self.closing = _brace_pairs(raw)
        self.hidden: set[int] = set()  # closing braces of dropped groups
        self.literal: set[int] = set()  # braces and dollars that stay, whatever is in them
        self.urls = _URL.finditer(raw)
        self.url = next(self.urls, None)
        self.has_escaped_quotes = _ESCAPED_QUOTE.search(raw) is not None
        self.open_quotes = 0

    def run(self) -> DecodedText:
        raw, at = self.raw, 0
        while match := _SPECIAL.search(raw, at):
            self.keep(at, match.start())
            at = match.start()
            handled = self.literal_or_handled(at)
            if handled == at:
                self.keep(at, at + 1)
                handled = at + 1
            at = handled
        self.keep(at, len(raw))
        text = "".join(self.parts)
        if text == raw:
            return DecodedText(raw, raw)
        return DecodedText(raw, text, tuple(self.starts), tuple(self.ends), tuple(self.groups))

    def literal_or_handled(self, at: int) -> int:
        """Position behind what was decoded at `at`; `at` itself if it is no scar."""
        if at in self.literal:
            return at
        char = self.raw[at]
        if char == "\\":
            return self.macro(at)
        if char == "{":
            return self.group(at)
        if char == "}":
            return at + 1 if at in self.hidden else at
        if self.is_in_url(at):
            return at
        if char == "$":
            return self.maths(at)
        if char == "~":
            return self.put(" ", at, at + 1) if self.is_tie(at) else at
        if char == "^":
            degrees = _DEGREES.match(self.raw, at)
            return self.put("°", at, degrees.end()) if degrees else at
        return self.quotes(at)

    def keep(self, start: int, end: int) -> None:
        """Copy ``raw[start:end]``."""
        if start < end:
            self.parts.append(self.raw[start:end])
            self.starts.extend(range(start, end))
            self.ends.extend(range(start + 1, end + 1))

    def put(self, text: str, start: int, end: int) -> int:
        """Write `text` for ``raw[start:end]`` and return `end`."""
        self.parts.append(text)
        self.starts.extend([start] * len(text))
        self.ends.extend([end] * len(text))
        return end

    def hide(self, start: int, inner_start: int, inner_end: int) -> int:
        """Drop the markup from `start` and its closing brace at `inner_end`; go on inside."""
        self.groups.append(_Group(start, inner_start, inner_end, inner_end + 1))
        self.hidden.add(inner_end)
        return inner_start

    def is_in_url(self, at: int) -> bool:
        while self.url and self.url.end() <= at:  # positions only grow
            self.url = next(self.urls, None)
        return self.url is not None and self.url.start() <= at

    def is_tie(self, at: int) -> bool:
        """Whether the tilde at `at` binds two words; not "~50%", and not a range like "2~3" or "5%~8%"."""
        before, after = self.raw[at - 1 : at], self.raw[at + 1 : at + 2]
        if not before or not after or (after.isdigit() and before in "0123456789%"):
            return False
        return (before.isalnum() or before in ")]}.,;:%\"'”’") and (after.isalnum() or after in "([{\\$\"'`“‘")

    def quotes(self, at: int) -> int:
        if self.raw.startswith("``", at):
            self.open_quotes += 1
            return self.put("“", at, at + 2)
        if self.open_quotes and self.raw.startswith("''", at):
            self.open_quotes -= 1
            return self.put("”", at, at + 2)
        return at

    def macro(self, at: int) -> int:
        match = _MACRO.match(self.raw, at)
        if match is None:  # a backslash ends the text
            return at
        name, sign = match.groups()
        end = match.end()
        if sign == '"' and self.has_escaped_quotes:
            return self.put('"', at, end)
        if sign == "'" and _CONTRACTION.match(self.raw, at):
            return self.put("'", at, end)
        if accented := _accented(self.raw, at):
            return self.put(accented[0], at, accented[1])
        if sign is not None:
            if sign == "(":
                return self.maths(at)
            if sign in _ESCAPES:
                return self.put(_ESCAPES[sign], at, end)
            if sign == "\\":  # a line break: neither backslash begins a macro
                self.keep(at, end)
                return end
            return at
        if name in _LETTERS:
            return self.put(_LETTERS[name], at, _end_of_letter(self.raw, end))
        if name in _SHOWS_ARGUMENT and end in self.closing:
            return self.hide(at, end + 1, self.closing[end])
        if name in _SYMBOLS:
            return self.put(_SYMBOLS[name], at, end + 2 if self.raw.startswith("{}", end) else end)
        self.literal.add(end)  # the argument of a macro that we do not know keeps its braces
        self.keep(at, end)
        return end

    def group(self, at: int) -> int:
        close = self.closing.get(at)
        if close is None:
            return at
        declaration = _DECLARATION.match(self.raw, at + 1)
        if declaration and declaration.end() <= close:
            return self.hide(at, declaration.end(), close)
        if self.begins_with_letter_or_font(at + 1):
            return self.hide(at, at + 1, close)
        before = self.raw[at - 1 : at]
        # BibTeX protects capitals: "{BERT} for {B}angla". A name before the brace is a macro that lost its backslash.
        if _PROTECTED.match(self.raw, at) and not (before.isalnum() or before in {"_", "^", "}", "]", "\\"}):
            return self.hide(at, at + 1, close)
        return at

    def begins_with_letter_or_font(self, at: int) -> bool:
        match = _MACRO.match(self.raw, at)
        if match is None:
            return False
        name = match[1]
        return name in _LETTERS or name in _SHOWS_ARGUMENT or _accented(self.raw, at) is not None

    def maths(self, at: int) -> int:
        match = _MATHS.match(self.raw, at)
        if match is None:
            return at
        kind = match.lastgroup or ""
        start, end = match.span(kind)
        if self.raw[start] != "\\" and self.raw[match.end() : match.end() + 1].isdigit():
            return at  # "$5 and $10" is money
        tokens = _read_maths(self.raw, start, end)
        if tokens is None:
            if any(c in "\\^_{}" for c in match[kind]):  # a formula beyond us: all of it stays
                self.keep(at, match.end())
                return match.end()
            self.literal.add(end)  # two dollars around prose: the second opens nothing
            return at
        self.groups.append(_Group(at, start, end, match.end()))
        for token in tokens:
            self.put(*token)
        return match.end()


def _brace_pairs(raw: str) -> dict[int, int]:
    """Closing brace of each opening one, escaped braces aside."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    at = 0
    while at < len(raw):
        if raw[at] == "\\":
            at += 1
        elif raw[at] == "{":
            stack.append(at)
        elif raw[at] == "}" and stack:
            pairs[stack.pop()] = at
        at += 1
    return pairs


def _end_of_letter(raw: str, end: int) -> int:
    r"""Behind what ends a letter macro: one space (``Stra\ss e``) or an empty group (``\ss{}``)."""
    if raw.startswith("{}", end):
        return end + 2
    return end + 1 if raw[end : end + 1] == " " and raw[end + 1 : end + 2].isalpha() else end


def _accented(raw: str, at: int, depth: int = 0) -> tuple[str, int] | None:
    """The accented letter that begins at `at` and where it ends, if there is one."""
    match = _MACRO.match(raw, at)
    if match is None or depth > _MAX_NESTED_ACCENTS:
        return None
    name, sign = match.groups()
    mark = _ACCENTS.get(name or sign)
    if mark is None:
        return None
    at = match.end()
    if name is not None and raw[at : at + 1] == " ":
        at += 1
    is_braced = raw[at : at + 1] == "{"
    letter = _accent_argument(raw, at, depth)
    if letter is None:
        return None
    composed = unicodedata.normalize("NFC", letter[0] + mark)
    # Without braces, what no language writes as one letter is no accent: the "b" after an escaped quote.
    return (composed, letter[1]) if len(composed) == 1 or is_braced else None


def _accent_argument(raw: str, at: int, depth: int) -> tuple[str, int] | None:
    """The letter under an accent: plain, dotless, accented itself, or any of these in braces."""
    if raw[at : at + 1] == "{":
        inner = _accent_argument(raw, at + 1, depth + 1) if depth < _MAX_NESTED_ACCENTS else None
        return (inner[0], inner[1] + 1) if inner and raw[inner[1] : inner[1] + 1] == "}" else None
    match = _MACRO.match(raw, at)
    if match is None:
        letter = raw[at : at + 1]
        return (letter, at + 1) if letter.isalpha() else None
    if match[1] in {"i", "j"}:  # accents stand on the dotted letter in Unicode
        return match[1], _end_of_letter(raw, match.end())
    return _accented(raw, at, depth + 1)


def _read_maths(raw: str, start: int, end: int) -> list[tuple[str, int, int]] | None:
    """What ``raw[start:end]`` shows, with raw spans; None if any part of it is not understood."""
    if _PROSE.search(raw, start, end):
        return None
    tokens: list[tuple[str, int, int]] = []
    at = start
    while at < end:
        match = _MATHS_TOKEN.match(raw, at, end)
        shown = None if match is None else _show(match)
        if match is None or shown is None:
            return None
        tokens.append((shown, at, match.end()))
        at = match.end()
    return tokens


def _show(token: re.Match[str]) -> str | None:
    if token["script"] is not None:
        table = _LOWERED if token["script"] == "_" else _RAISED
        body = _LONE_SYMBOL.sub(_show_symbol, token["long"] or token["short"] or "")
        shown = [table.get(char) for char in body]
        return "".join(char for char in shown if char) if body and all(shown) else None
    if token["shown"] is not None:
        return token["argument"] if token["shown"] in _SHOWS_ARGUMENT else None
    if token["name"] is not None:
        return _SYMBOLS.get(token["name"])
    if token["escape"] is not None:
        return _ESCAPES.get(token["escape"])
    return token["single"] or token["plain"]


def _show_symbol(match: re.Match[str]) -> str:
    return _SYMBOLS.get(match[1], match[0])
