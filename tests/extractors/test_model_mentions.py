from __future__ import annotations

from collections.abc import Callable

import pytest

from ontology.records import Entity

Entities = Callable[..., dict[str, Entity]]


def surfaces(entity: Entity) -> list[str]:
    return [mention.text for mention in entity.mentions]


@pytest.mark.parametrize(
    ("text", "id", "surface"),
    [
        ("We quantize Zog-2-7B-chat to 4 bits.", "zog-2", "Zog-2-7B-chat"),
        ("We quantize Zog2 to 4 bits.", "zog-2", "Zog2"),
        ("We test Zog 2 13B here.", "zog-2", "Zog 2 13B"),
        ("We test Zog~2 here.", "zog-2", "Zog~2"),
        ("We test ZOG-3.5-turbo here.", "zog3.5-turbo", "ZOG-3.5-turbo"),
        ("We test Zog-7B-Instruct here.", "zog", "Zog-7B-Instruct"),
        ("We test Zog 9 here.", "zog9", "Zog 9"),
        ("We test Zog-based systems here.", "zog", "Zog"),
        ("We fine-tune Florble-7B on plants.", "florble", "Florble-7B"),
    ],
)
def test_a_models_name_is_read_whole(entities: Entities, text: str, id: str, surface: str) -> None:
    assert surface in surfaces(entities(text)[f"model/{id}"])


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("We compare Zog-2/3/3.5 models.", {"zog-2", "zog-3", "zog-3.5"}),
        ("We compare Zog-V2/V3 here.", {"zog-2", "zog-3"}),
        ("We compare Zog 2 and 3.", {"zog-2", "zog-3"}),
        ("We compare Zog 2, 3 and 3.5.", {"zog-2", "zog-3", "zog-3.5"}),
    ],
)
def test_shorthand_names_several_models(entities: Entities, text: str, ids: set[str]) -> None:
    assert {id.removeprefix("model/") for id in entities(text) if id.startswith("model/")} == ids


def test_a_number_that_is_no_version_stays_outside(entities: Entities) -> None:
    found = entities("We train Zog 12 times and Zog 2 and 40 others.")
    assert set(found) == {"model/zog", "model/zog-2"}


def test_a_longer_name_is_another_model(entities: Entities) -> None:
    found = entities("We compare with Zog-Adapter here.")
    assert "model/zog" not in found
