import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.latex import decode

ACCENTS = [
    pytest.param(r"Sabi\'a", "Sabiá", id="acute"),
    pytest.param(r"T\"ULU", "TÜLU", id="diaeresis"),
    pytest.param(r"V\~oro", "Võro", id="tilde"),
    pytest.param(r"S\={a}mayik", "Sāmayik", id="macron-in-braces"),
    pytest.param(r"F\'ing", "Fíng", id="acute-on-i"),
    pytest.param(r"\`ub\'a", "ùbá", id="grave"),
    pytest.param(r"\^ile", "île", id="circumflex"),
    pytest.param(r"\.zona", "żona", id="dot-above"),
    pytest.param(r"\c{c}a va, \c ca", "ça va, ça", id="cedilla"),
    pytest.param(r"\v{s}koda", "škoda", id="caron"),
    pytest.param(r"Da\u{g}", "Dağ", id="breve"),
    pytest.param(r"Erd\H{o}s", "Erdős", id="double-acute"),
    pytest.param(r"Ma\k{e}", "Maę", id="ogonek"),
    pytest.param(r"\r{A}ngstr\"om", "Ångström", id="ring"),
    pytest.param(r"\d{s}ubh", "ṣubh", id="dot-below"),
    pytest.param(r"\b{d}ar", "ḏar", id="line-below"),
    pytest.param(r"na\"{\i}ve, na\"\i ve", "naïve, naïve", id="dotless-i"),
    pytest.param(r"Ti\'{\^e}ng", "Tiếng", id="two-accents"),
    pytest.param(r"Caf{\'e}, caf{\'{e}}", "Café, café", id="outer-braces"),
    pytest.param(r"Ava\~{n}e'\~{g}", "Avañe'g̃", id="no-letter-of-its-own"),
]
LETTERS = [
    pytest.param(r"Stra\ss e, Ma{\ss}, \ss{}", "Straße, Maß, ß", id="sharp-s"),
    pytest.param(r"S\o ren and {\O}rsted", "Søren and Ørsted", id="o-slash"),
    pytest.param(r"\L{}\'od\'z", "Łódź", id="l-stroke"),
    pytest.param(r"{\ae}sir, \AA rhus, d{\i}l, \j{}", "æsir, Århus, dıl, ȷ", id="others"),
]
ESCAPES = [
    pytest.param(r"39.50\% of S\&D in a\_b, \#1, \$5, \{x\}", "39.50% of S&D in a_b, #1, $5, {x}", id="escapes"),
    pytest.param(r"80\,000 of Rich\ Text", "80 000 of Rich Text", id="spaces"),
    pytest.param("a 100% gain % not a comment", "a 100% gain % not a comment", id="percent-is-no-comment"),
    pytest.param(r"the \"best\" of \"all\" models", 'the "best" of "all" models', id="escaped-quotes"),
    pytest.param(r"it\'s what they\'re", "it's what they're", id="escaped-apostrophes"),
    pytest.param("``CodeT5+'', a 5'' disc", "“CodeT5+”, a 5'' disc", id="quotes"),
]
FONTS = [
    pytest.param(r"{\em specialized} LMs", "specialized LMs", id="em-group"),
    pytest.param(r"{\bf Foo {\it bar}}", "Foo bar", id="nested-groups"),
    pytest.param(r"\textbf{Foo} \emph{bar \texttt{baz}} \textsc{Qux}", "Foo bar baz Qux", id="commands"),
    pytest.param(r"\url{https://a.example/x\_y~z}", "https://a.example/x_y~z", id="url"),
    pytest.param("{BERT} for {B}angla", "BERT for Bangla", id="protected-capitals"),
]
TIES = [
    pytest.param("Llama~2", "Llama 2", id="tie"),
    pytest.param("inference~(NAT), 1)~a goal, here~https://a.example", "inference (NAT), 1) a goal, here https://a.example",
                 id="tie-at-marks"),
    pytest.param("~50%, about ~5x, 2~3 or 5%~8%", "~50%, about ~5x, 2~3 or 5%~8%", id="about-and-ranges"),
    pytest.param("example.org/~user and https://a.example/~b/c~d", "example.org/~user and https://a.example/~b/c~d",
                 id="addresses"),
]  # fmt: skip
MATHS = [
    pytest.param(r"10$\times$ with $\alpha$, $\sim$5", "10× with α, ∼5", id="symbols"),
    pytest.param(r"$n^2$, x$^{-1}$, F$_1$, 90$^\circ$", "n², x⁻¹, F₁, 90°", id="raised-and-lowered"),
    pytest.param(r"A $\rightarrow$ B, En \leftrightarrow De", "A → B, En ↔ De", id="arrows"),
    pytest.param(r"$k$-NN in $\mathcal{O}(n)$ or \(x^2\)", "k-NN in O(n) or x²", id="letters"),
    pytest.param(r"$\frac{a}{b}$, $F_{0.5}$ and $x$", r"$\frac{a}{b}$, $F_{0.5}$ and x", id="what-is-not-understood"),
    pytest.param("$5 and $10, a $100K budget", "$5 and $10, a $100K budget", id="money"),
    pytest.param("it costs $5 and earns$ little", "it costs $5 and earns$ little", id="prose-between-dollars"),
]
VERBATIM = [
    pytest.param(r"\methodname beats \eg{\em x}", id="unknown-macros"),
    pytest.param("F_{0.5}, 10^{3}, {ZH, DE}, {name}, teal{Tool}", id="braces-that-mean-something"),
    pytest.param(r"\textbf{unclosed and \'", id="unclosed"),
    pytest.param("\\", id="lone-backslash"),
    pytest.param(r"one\\two \d+ \n", id="breaks-and-patterns"),
    pytest.param("", id="empty"),
]


@pytest.mark.parametrize(("raw", "shown"), ACCENTS + LETTERS + ESCAPES + FONTS + TIES + MATHS)
def test_scars_are_shown_as_unicode(raw, shown):
    assert decode(raw).text == shown


@pytest.mark.parametrize("raw", VERBATIM)
def test_what_is_not_latex_or_not_known_stays_as_it_is(raw):
    decoded = decode(raw)
    assert decoded.text == raw
    assert decoded.starts == decoded.ends == ()


@pytest.mark.parametrize(
    ("raw", "shown", "expected"),
    [
        pytest.param(r"We release T\"ULU 3 today", "TÜLU 3", r"T\"ULU 3", id="accent-within"),
        pytest.param(r"for {\em specialized} LMs", "specialized", "specialized", id="inside-a-group"),
        pytest.param(r"for {\em specialized} LMs", "specialized LMs", r"{\em specialized} LMs", id="out-of-a-group"),
        pytest.param(r"the \textbf{Foo} bar", "the F", r"the \textbf{Foo}", id="into-a-group"),
        pytest.param(r"a {\bf b \emph{c d}} e", "d e", r"{\bf b \emph{c d}} e", id="out-of-two-groups"),
        pytest.param(r"is 10$\times$ faster", "10×", r"10$\times$", id="into-maths"),
        pytest.param("on Llama~2 only", "Llama 2", "Llama~2", id="tie"),
        pytest.param("a ``b'' c", "b", "b", id="inside-quotes"),
        pytest.param(r"Ava\~{g}e", "g̃", r"\~{g}", id="two-code-points-for-one-scar"),
    ],
)
def test_raw_span_gives_a_whole_piece_of_the_source(raw, shown, expected):
    decoded = decode(raw)
    start = decoded.text.index(shown)
    assert raw[slice(*decoded.raw_span(start, start + len(shown)))] == expected


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (0, 7)])
def test_raw_span_refuses_what_is_not_in_the_text(start, end):
    with pytest.raises(ValueError, match="is not in a text of 5 characters"):
        decode(r"Sabi\'a").raw_span(start, end)


SCARRED = st.text(alphabet="\\{}$~^`'\"%_&#=.-/ aeiouscTU012:", max_size=60)
#: Scars beside what they show, for texts made of both.
PIECES = st.sampled_from(
    [
        (r"Sabi\'a", "Sabiá"),
        (r"T\"ULU", "TÜLU"),
        (r"S\={a}mayik", "Sāmayik"),
        (r"39.50\%", "39.50%"),
        (r"{\em special}", "special"),
        (r"\textbf{bold \'etude}", "bold étude"),
        ("Llama~2", "Llama 2"),
        (r"$\alpha$", "α"),
        ("model", "model"),
        ("~50%", "~50%"),
    ]
)


@given(SCARRED)
def test_spans_are_in_range_and_never_go_back(raw):
    decoded = decode(raw)
    if decoded.text == raw:
        assert decoded.raw_span(0, len(raw)) == (0, len(raw))
        return
    assert len(decoded.starts) == len(decoded.ends) == len(decoded.text)
    assert list(decoded.starts) == sorted(decoded.starts)
    assert list(decoded.ends) == sorted(decoded.ends)
    assert all(0 <= start < end <= len(raw) for start, end in zip(decoded.starts, decoded.ends, strict=True))
    assert decoded.raw_span(0, len(decoded.text)) == (0, len(raw))


@given(SCARRED, st.data())
def test_every_span_maps_into_the_source_and_covers_its_characters(raw, data):
    decoded = decode(raw)
    start = data.draw(st.integers(0, len(decoded.text)))
    end = data.draw(st.integers(start, len(decoded.text)))
    first, last = decoded.raw_span(start, end)
    assert 0 <= first <= last <= len(raw)
    for position in range(start, end):
        inner = decoded.raw_span(position, position + 1)
        assert first <= inner[0] < inner[1] <= last or (start, end) == (position, position + 1)


@given(st.text(alphabet=st.characters(exclude_characters="\\~`${")))
def test_text_without_scars_is_untouched(raw):
    decoded = decode(raw)
    assert (decoded.text, decoded.starts, decoded.groups) == (raw, (), ())


@given(st.lists(PIECES, max_size=8))
def test_pieces_decode_one_by_one_and_map_back_to_themselves(pieces):
    decoded = decode(" ".join(raw for raw, _ in pieces))
    assert decoded.text == " ".join(shown for _, shown in pieces)
    position = 0
    for raw, shown in pieces:
        found = decoded.raw[slice(*decoded.raw_span(position, position + len(shown)))]
        assert found in raw
        assert decode(found).text == shown
        position += len(shown) + 1


@given(st.lists(st.sampled_from(ACCENTS + LETTERS), max_size=6))
def test_decoded_accents_decode_to_themselves(cases):
    shown = decode(" ".join(case.values[0] for case in cases)).text
    assert decode(shown).text == shown


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("{\\em " * 50_000 + "}" * 50_000, id="deep-groups"),
        pytest.param("\\'" * 100_000, id="accents-of-accents"),
        pytest.param("a.b-" * 100_000 + "~x", id="endless-host-name"),
        pytest.param("www.a $ " * 50_000, id="many-addresses-and-dollars"),
    ],
)
def test_hostile_text_takes_no_more_than_linear_time(raw):
    begin = time.perf_counter()
    decode(raw)
    assert time.perf_counter() - begin < 5
