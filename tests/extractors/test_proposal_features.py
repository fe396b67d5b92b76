from __future__ import annotations

from extractors.chain import Stretch
from extractors.document import Abbreviation, Notes, Sentence
from extractors.name_rates import NameRates
from extractors.proposal_features import proposal_features
from extractors.proposals import proposals_of

TITLE = "Zog-2 for word counting"
TEXT = TITLE + "\nZog-2, Aa and Bb count words. Unlike word counting (WC), zog 2 is new."
NOTES = Notes(
    TEXT,
    (Sentence(0, len(TITLE), TITLE, "title"), Sentence(len(TITLE) + 1, len(TEXT), TEXT[len(TITLE) + 1 :])),
    (Abbreviation("WC", "word counting", TEXT.index("WC"), TEXT.index("word counting (WC")),),
)
TOKENS = NOTES.context.tokens
NO_RATES = NameRates({})


def stretch(text: str, kind: str, probability: float, occurrence: int = 0) -> Stretch:
    start = -1
    for _ in range(occurrence + 1):
        start = TEXT.index(text, start + 1)
    inside = [i for i, token in enumerate(TOKENS) if start <= token.start and token.end <= start + len(text)]
    return Stretch(inside[0], inside[-1], kind, probability)


def features(*stretches: Stretch, rates: NameRates = NO_RATES) -> dict[tuple[str, str], set[str]]:
    """Features of the proposals that `stretches` make, by type and spelling."""
    proposals = proposals_of(NOTES, stretches)
    found = proposal_features(proposals, NOTES, [], rates)
    return {(p.type, p.key): set(those) for p, those in zip(proposals, found, strict=True)}


def test_a_name_in_the_title_is_told_from_one_in_the_text() -> None:
    assert {"title=9", "w=zog"} <= features(stretch("Zog-2", "Model", 0.95))["Model", "zog2"]
    assert "title=0" in features(stretch("zog 2", "Model", 0.95))["Model", "zog2"]


def test_rivals_are_other_types_of_the_same_spelling() -> None:
    both = features(stretch("zog 2", "Model", 0.95), stretch("zog 2", "Method", 0.35))
    assert "rival=3" in both["Model", "zog2"]
    assert "rival=9" in both["Method", "zog2"]
    assert "rival=0" in features(stretch("zog 2", "Model", 0.95))["Model", "zog2"]


def test_neighbours_in_a_list_speak_for_each_other() -> None:
    found = features(stretch("Zog-2", "Model", 0.5, 1), stretch("Aa", "Model", 0.9), stretch("Bb", "Dataset", 0.5))
    assert "listed with=same3" in found["Model", "zog2"]
    assert "listed with=Model3" in found["Dataset", "bb"]
    assert "listed with=none" in features(stretch("Aa", "Model", 0.9))["Model", "aa"]


def test_short_and_long_form_speak_for_each_other() -> None:
    found = features(stretch("WC", "Task", 0.5), stretch("word counting", "Task", 0.9, 1))
    assert "other form=3" in found["Task", "wc"]
    assert "other form=0" in found["Task", "wordcounting"]


def test_other_papers_speak_for_a_spelling() -> None:
    rates = NameRates.learn([({"wc"}, {("Task", "wc")})] * 3)
    told = features(stretch("WC", "Task", 0.5), stretch("WC", "Method", 0.4), rates=rates)
    assert {"rate=2", "rate otherwise=0"} <= told["Task", "wc"]
    assert {"rate=-4", "rate otherwise=4"} <= told["Method", "wc"]
    assert "rate=unknown" in features(stretch("WC", "Task", 0.5))["Task", "wc"]


def test_the_sentence_presents_the_name() -> None:
    assert "governed=unlike" in features(stretch("word counting", "Task", 0.9, 1))["Task", "wordcounting"]


def test_a_name_that_others_know_may_open_the_title_of_the_paper_that_it_comes_from() -> None:
    known = NameRates.learn([({"zog2"}, {("Model", "zog2")})] * 2)
    assert "met=often&opens=1" in features(stretch("Zog-2", "Model", 0.5), rates=known)["Model", "zog2"]
    assert "met=never&opens=1" in features(stretch("Zog-2", "Model", 0.5))["Model", "zog2"]
    assert "met=often&opens=0" in features(stretch("zog 2", "Model", 0.5), rates=known)["Model", "zog2"]
