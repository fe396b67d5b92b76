"""What the relation classifier is shown of an entity."""

from __future__ import annotations

import re

import pytest

from extractors.document import Candidate, Notes, Sentence
from extractors.relation_features import DocumentWords, entity_features
from extractors.relations import relate
from extractors.roles import roles
from extractors.sentences import split_sentences
from ontology.identity import Identity
from ontology.terms import EntityType


def notes_with(abstract: str, *names: str, title: str = "A study of things", type: EntityType = "Model") -> Notes:
    """Notes of a paper in which `names` stand for entities."""
    text = f"{title}\n{abstract}"
    notes = Notes(text=text)
    notes.sentences = roles(tuple(Sentence(a, b, text[a:b]) for a, b in split_sentences(text)))
    found = [
        Candidate(match.start(), match.end(), Identity(f"kgr:x/{name}", name, type), "aliases")
        for name in names
        for match in re.finditer(re.escape(name), text)
    ]
    notes.mentions = tuple(sorted(found, key=lambda candidate: candidate.start))
    return notes


def features_of(notes: Notes, name: str) -> set[str]:
    mentions = notes.mentions_by_entity()[f"kgr:x/{name}"]
    return set(entity_features(DocumentWords(notes), mentions, ()))


def test_deeds_are_told_by_side_and_only_of_the_clause() -> None:
    seen = features_of(notes_with("We fine-tune Zog on plants, while Kwi is prompted.", "Zog", "Kwi"), "Zog")
    assert "Model|tune-left" in seen
    assert not any("prompt-" in feature for feature in seen)
    seen = features_of(notes_with("We fine-tune Zog on plants, while Kwi is prompted.", "Zog", "Kwi"), "Kwi")
    assert "Model|prompt-right" in seen
    assert "Model|tune-left" not in seen


def test_the_deeds_of_others_do_not_count() -> None:
    seen = features_of(notes_with("Recent work has fine-tuned Zog. We count plants with Zog.", "Zog"), "Zog")
    assert "Model|tune-left" not in seen
    assert "Model|tune=0" in seen


@pytest.mark.parametrize(("times", "told"), [(1, 1), (3, 3), (5, 3)])
def test_deeds_are_counted_over_what_the_authors_do(times: int, told: int) -> None:
    abstract = "We fine-tune Zog. " * times
    assert f"Model|tune={told}" in features_of(notes_with(abstract, "Zog"), "Zog")


def test_the_title_tells_deeds_to_every_model() -> None:
    seen = features_of(notes_with("We run Zog.", "Zog", title="Pruning by the week"), "Zog")
    assert "Model|title-prune" in seen


def test_names_are_not_taken_for_deeds() -> None:
    seen = features_of(notes_with("We run Tuned-Zog and Kwi.", "Tuned-Zog", "Kwi"), "Kwi")
    assert "Model|tune=0" in seen


def test_sizes_and_versions_share_a_stem() -> None:
    for name in ("Zog-2", "mZog", "XZog 3"):
        assert "Model|stem=zog" in features_of(notes_with(f"We run {name}.", name), name)


@pytest.mark.parametrize(
    "name", ["GPT-4", "GPT-4o mini", "ChatGPT", "Claude 3.5", "Gemini 1.5", "OpenAI o1", "GPT-3.5"]
)
def test_models_that_are_only_served_are_known(name: str) -> None:
    assert "Model|served=True" in features_of(notes_with(f"We run {name}.", name), name)


@pytest.mark.parametrize("name", ["GPT-2", "GPT4All", "GPT-J", "PaLMyra", "o1ive", "Claudette", "MiniGPT-4"])
def test_names_that_begin_like_served_models_are_not_taken_for_them(name: str) -> None:
    assert "Model|served=False" in features_of(notes_with(f"We run {name}.", name), name)


@pytest.mark.parametrize(("name", "is_done"), [("GPT-4", False), ("Zog", True)])
def test_the_topic_of_a_paper_is_not_done_to_models_that_are_only_served(name: str, is_done: bool) -> None:
    notes = notes_with(f"Experiments on {name} show that it is fast.", name, title="Low-rank adaptation by the week")
    predicates = {evidence.predicate for evidence in relate(notes)[f"kgr:x/{name}"]}
    assert ("fineTunes" in predicates) is is_done


def test_a_served_model_can_teach_and_can_be_tuned_where_a_verb_says_so() -> None:
    notes = notes_with("We generate data with GPT-4.", "GPT-4", title="Distilling patient teachers")
    assert "distills" in {evidence.predicate for evidence in relate(notes)["kgr:x/GPT-4"]}
    notes = notes_with("We fine-tune GPT-3.5 on plants.", "GPT-3.5")
    assert "fineTunes" in {evidence.predicate for evidence in relate(notes)["kgr:x/GPT-3.5"]}


def test_what_is_done_to_models_is_not_looked_for_beside_tasks() -> None:
    seen = features_of(notes_with("We fine-tune models for counting.", "counting", type="Task"), "counting")
    assert not any(feature.startswith(("Task|tune", "Task|stem=", "Task|served=")) for feature in seen)


def test_what_governs_a_name_reaches_the_end_of_a_list() -> None:
    seen = features_of(notes_with("We compare Zog, Kwi, Pom and Bif on plants.", "Zog", "Kwi", "Pom", "Bif"), "Bif")
    assert {"Model|verb,own:compar1", "Model|governed=compar"} <= seen
    assert "Model|contribution|governed=compar" in seen


def test_a_name_inside_a_token_has_no_surroundings() -> None:
    notes = notes_with("We compare Zogs.", "Zog")
    assert not any("governed" in feature for feature in features_of(notes, "Zog"))
