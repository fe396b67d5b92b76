"""What a paper is read to do with an entity.

The rare actions have the largest part here: each sentence is another way in which an abstract may say one, or may speak
of it without doing it. Where the title tells the action and the abstract only names the models, both are given.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ontology.records import Entity

Predicates = Callable[..., dict[str, set[str]]]

#: What the paper does to the model "Zog 2", by predicate.
DONE = {
    "quantizes": """
        We quantize Zog 2 to 4 bits.
        In this work, Zog 2 is quantized to 4 bits.
        We study the quantization of Zog 2.
        We evaluate a quantized Zog 2 on tasks.
        Our scheme quantizes the weights of TPO and Zog 2 without loss.
        By quantizing the activations of Zog 2, we halve the memory.
        We present results for 4-bit Zog 2 on a phone.
        We binarize Zog 2 and keep most of its accuracy.
        In our setting TPO, Zog and Zog 2 are efficiently quantized.
        We report that Zog 2 at 2 bits keeps its accuracy.
        We apply post-training quantization to Zog and Zog 2.
        We run Zog 2 in int8 on a laptop.
        Our work explores 3-bit quantization for models such as TPO and Zog 2.
        We show that Zog 2 quantization hurts rare languages most.
        We then compress the model Zog 2 to 1.5 bits per weight.
        We release low-bit versions of Zog 2.
        Zog 2 is compressed by our method to 3 bits per weight.
        Our kernels let quantized models such as Zog 2 run faster.
        With our method, a 2-bit Zog 2 beats TPO.
        Evaluating the quantized versions of TPO and Zog 2, we find a loss of 1%.
        We quantise Zog 2.
        We apply GPTQ and AWQ to Zog 2.
        """,
    "prunes": """
        We prune Zog 2 by half.
        Pruning TPO and Zog 2 to half their size, we lose little.
        In our experiments, Zog 2 is pruned layer by layer.
        We investigate structured pruning of Zog 2.
        We show that a pruned Zog 2 is faster.
        We drop a third of the layers of Zog 2.
        Our method removes redundant attention heads from Zog 2.
        We sparsify Zog 2 in one shot.
        Our approach makes TPO and Zog 2 at 50% sparsity usable.
        We find that Zog 2 pruning costs little.
        Removing half of the parameters of Zog 2 costs us 1%.
        We study layer dropping in Zog 2.
        We slim Zog 2 by half.
        We induce 2:4 sparsity in Zog 2.
        """,
    "distills": """
        We distill Zog 2 into a small model.
        Our student is distilled from Zog 2.
        We transfer the knowledge of Zog 2 to a smaller network.
        We train a small student with Zog 2 as the teacher.
        Zog 2 serves as the teacher of our model.
        The teacher model is Zog 2, as we show below.
        We propose distillation from TPO and Zog 2 for plants.
        We show that Zog 2 can be distilled into a tagger.
        By distilling the reasoning of Zog 2, we train a small model.
        We use a strong teacher such as Zog 2.
        We distil Zog 2.
        Our small model mimics Zog 2 on plants.
        We transfer reasoning skills from Zog 2 to TPO.
        A small model is distilled by us from TPO and Zog 2.
        """,
    "merges": """
        We merge several Zog 2 checkpoints.
        We merge TPO with Zog 2 by averaging.
        Merging the weights of TPO and Zog 2 gives our system.
        Our system is a soup of merged Zog 2 experts.
        We study model merging with TPO and Zog 2.
        In our work, TPO and Zog 2 are merged layer by layer.
        We upcycle Zog 2 into a sparse mixture.
        Our model is obtained by upcycling Zog 2.
        We build a model soup of Zog 2 checkpoints.
        We combine TPO and Zog 2 by weight averaging.
        We interpolate the weights of TPO and Zog 2.
        Our mixture of experts is upcycled from Zog 2.
        We linearly merge Zog 2 with its chat version.
        """,
    "pretrains": """
        We pretrain Zog 2 from scratch.
        We pre-train Zog 2 on a corpus of plants.
        We train TPO and Zog 2 from scratch on plants.
        A Zog 2 model is trained from scratch on our data.
        Our work pretrains monolingual TPO and Zog 2 models.
        We train a Zog 2-style model on board games.
        We train a model based on the Zog 2 architecture.
        Pre-training a Zog 2 on child speech, we find fewer errors.
        Following the Zog 2 architecture, we train a model on Basque.
        We present experiments in which Zog 2 is pre-trained on Basque only.
        We pre-trained TPO and Zog 2 for Basque.
        """,
    "fineTunes": """
        We fine-tune TPO, Zog and Zog 2 on plants.
        Our model is built on Zog 2.
        In our setting TPO and Zog 2 are further fine-tuned on plants.
        We adapt Zog 2 to Bengali by LoRA.
        We align Zog 2 with preferences of farmers.
        We instruction-tune Zog 2 for farming.
        We present an instruction-tuned Zog 2 for farming.
        We continue pre-training of Zog 2 on plants.
        We continue to pre-train Zog 2 on plants.
        Starting from Zog 2, we train on plants.
        Our tagger is initialized from Zog 2.
        Our encoder is initialized with the weights of Zog 2.
        Fine-tuning of Zog 2 on plants is our first step.
        We apply LoRA to TPO and Zog 2.
        We explore the adaptation of Zog 2 to farming.
        We use Zog 2, which we fine-tune on plants.
        We employ Zog 2 and train adapters for each plant.
        We use TPO and Zog 2. Both models are fine-tuned on plants.
        Our results with fine-tuned Zog 2 are the best.
        We specialize Zog 2 in botany.
        We show that Zog 2 fine-tuning works with ten plants.
        We train Zog 2 to count plants.
        We report that a DPO-optimized Zog 2 makes fewer errors.
        As the backbone we adopt Zog 2 and continue its pre-training.
        We adopt Zog 2 and optimize it by DPO.
        Using LoRA, we teach Zog 2 new words.
        In this paper, Zog 2 is adapted to law by continual pre-training.
        We extend the vocabulary of Zog 2 to Tamil.
        Two models (TPO and Zog 2) were fine-tuned by us.
        We describe a Zog 2-based classifier fine-tuned on tweets.
        We perform domain adaptation on Zog 2.
        We (1) collect plants, and (2) train Zog 2-based counters.
        Upon our data three Zog 2 models were trained.
        We describe retraining Zog 2 on tweets.
        We present Plop, a Zog 2-based model further fine-tuned on tweets.
        """,
}

#: What the paper says of "Zog 2" without doing it.
NOT_DONE = {
    "quantizes": """
        Unlike Zog 2, which quantizes weights, we do nothing.
        Recently, Zog 2 has been quantized by others. We count plants.
        In future work we hope to quantize Zog 2.
        We quantize TPO; Zog 2 is left as it is.
        Our quantized TPO outperforms Zog 2 on plants.
        We quantize TPO and compare it with Zog 2.
        We propose to quantize vectors. We use Zog 2 embeddings as input.
        We show that quantized models fail, and that Zog 2 does not.
        We evaluate Zog 2 without quantizing it.
        We run a 4-bit TPO faster than Zog 2.
        """,
    "prunes": """
        We prune TPO and outperform Zog 2.
        We prune the search tree. We evaluate Zog 2 on plants.
        Recent work prunes Zog 2. We count plants.
        We prune TPO until it is smaller than Zog 2.
        We remove stop words and evaluate Zog 2.
        We compare plain models (e.g., Zog 2) with models pruned by half.
        """,
    "distills": """
        We fine-tune the distilled variant Zog 2 on plants.
        We compare with distilled models such as Zog 2.
        We distill TPO and surpass Zog 2.
        We evaluate Zog 2, which others have made for students of botany.
        Distilling TPO, we match the accuracy of Zog 2.
        We ask students to rate Zog 2.
        Our student TPO is better than Zog 2.
        """,
    "merges": """
        We merge two corpora and evaluate Zog 2.
        We merge tokens, and then compare with Zog 2.
        We merge TPO checkpoints and outperform Zog 2.
        Our tokenizer learns merge rules, and we test Zog 2.
        """,
    "pretrains": """
        We use a pretrained Zog 2 model as encoder.
        We evaluate the pre-trained models TPO and Zog 2.
        We continue to pre-train Zog 2 on plants.
        We fine-tune the pre-trained Zog 2 on plants.
        Zog 2, pre-trained by others on plants, is evaluated by us.
        We pretrain TPO and compare it with Zog 2.
        """,
    "fineTunes": """
        We fine-tune TPO and outperform Zog 2 by far.
        We fine-tune TPO on data generated by Zog 2.
        We compare fine-tuned models with Zog 2.
        We compare a fine-tuned TPO against zero-shot Zog 2.
        We fine-tune TPO, with Zog 2 as a judge.
        Our approach surpasses instruction-tuned models like Zog 2.
        We evaluate Zog 2 without fine-tuning.
        Fine-tuned models are accurate, and prompting Zog 2 is cheap.
        We use Zog 2 to annotate plants and fine-tune TPO on them.
        We evaluate Zog 2 on plants.
        We fine-tune small models until they are better than Zog 2.
        Our tokenizer extends Zog 2's tokenizer to Tamil.
        We use Zog 2 with few-shot prompts and fine-tune TPO.
        Our fine-tuned TPO is on par with Zog 2.
        We generate data with Zog 2 and fine-tune TPO on it.
        We compare a fine-tuned TPO and Zog 2 in a zero-shot setting.
        Although others fine-tune Zog 2, we count plants.
        """,
}

#: Titles that tell what is done, and abstracts that name the models that it is done to, "Zog 2" among them.
TOLD_BY_TITLE = {
    "quantizes": (
        "Flat minima for the quantization of language models",
        [
            "Experiments on TPO and Zog 2 show that it is fast.",
            "We apply it to Zog 2.",
            "Our scheme compresses Zog 2 in an hour.",
        ],
    ),
    "prunes": (
        "One-shot pruning by second moments",
        [
            "We validate our method on three models (TPO, Zog and Zog 2).",
            "Our method removes half of Zog 2.",
            "We show that it works with other models, including TPO and Zog 2.",
        ],
    ),
    "distills": (
        "Distilling patient teachers",
        ["We generate our data with Zog 2.", "Our results with Zog 2 are good."],
    ),
    "merges": ("Model merging without tears", ["We run experiments with TPO and Zog 2."]),
    "fineTunes": (
        "Low-rank adaptation by the week",
        ["Experiments on TPO and Zog 2 show that it is fast.", "We choose Zog 2 as the backbone."],
    ),
}
_BESIDE = ["Our method outperforms Zog 2.", "It is comparable to other models such as TPO and Zog 2."]


def _cases(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(said.strip(), predicate) for predicate, text in table.items() for said in text.strip().splitlines()]


@pytest.mark.parametrize(("abstract", "predicate"), _cases(DONE))
def test_what_is_done_to_a_model_is_read(predicates: Predicates, abstract: str, predicate: str) -> None:
    assert predicate in predicates(abstract)["model/zog-2"]


@pytest.mark.parametrize(("abstract", "predicate"), _cases(NOT_DONE))
def test_what_is_not_done_to_a_model_is_not_read(predicates: Predicates, abstract: str, predicate: str) -> None:
    assert predicate not in predicates(abstract)["model/zog-2"]


@pytest.mark.parametrize(
    ("title", "abstract", "predicate"),
    [(title, said, predicate) for predicate, (title, texts) in TOLD_BY_TITLE.items() for said in texts],
)
def test_a_title_tells_what_is_done_to_the_models_of_the_paper(
    predicates: Predicates, title: str, abstract: str, predicate: str
) -> None:
    assert predicate in predicates(abstract, title)["model/zog-2"]


@pytest.mark.parametrize(
    ("title", "abstract", "predicate"),
    [(title, said, predicate) for predicate, (title, _) in TOLD_BY_TITLE.items() for said in _BESIDE],
)
def test_a_title_tells_nothing_of_models_that_are_only_compared(
    predicates: Predicates, title: str, abstract: str, predicate: str
) -> None:
    assert predicate not in predicates(abstract, title)["model/zog-2"]


@pytest.mark.parametrize(
    ("title", "predicate"),
    [
        ("Data pruning for counting", "prunes"),
        ("Token-pruning for counting", "prunes"),
        ("Vector quantization of plants", "quantizes"),
        ("Dataset distillation for counting", "distills"),
    ],
)
def test_what_is_done_to_data_is_not_done_to_models(predicates: Predicates, title: str, predicate: str) -> None:
    assert predicate not in predicates("Experiments on TPO and Zog 2 show that it is fast.", title)["model/zog-2"]


@pytest.mark.parametrize(
    "abstract",
    [
        "We train our system on GLURP.",
        "Our model is trained on BlipBlop-X and GLURP.",
        "We pre-train a small model on GLURP.",
        "We fine-tune TPO on GLURP and evaluate it on BlipBlop-X.",
        "We find that models trained on GLURP count better.",
        "Using GLURP as training data, we improve counting.",
        "We use the GLURP training set.",
        "Our quantizer is calibrated on GLURP.",
        "We use GLURP to fine-tune TPO.",
        "We use GLURP for training.",
        "Our training data is GLURP, as before.",
        "With GLURP, we train a small model.",
        "We instruction-tune TPO with GLURP.",
        "We learn embeddings from GLURP.",
        "We collect the instruction tuning dataset GLURP.",
    ],
)
def test_data_that_something_is_trained_on(predicates: Predicates, abstract: str) -> None:
    assert "trainsOn" in predicates(abstract)["dataset/glurp"]


@pytest.mark.parametrize(
    "abstract",
    [
        "We evaluate on GLURP.",
        "We fine-tune TPO and evaluate it on GLURP.",
        "Our training method improves results on GLURP.",
        "Training for an hour, we reach an accuracy of 90% on GLURP.",
        "Our trained model achieves the best score on GLURP.",
        "Recent models are trained on GLURP. We count plants.",
        "Unlike GLURP, our data are clean.",
        "In future work we hope to train on GLURP.",
    ],
)
def test_data_that_is_only_tested_on_or_spoken_of(predicates: Predicates, abstract: str) -> None:
    assert "trainsOn" not in predicates(abstract)["dataset/glurp"]


def test_a_paper_trains_on_the_one_dataset_that_it_introduces(predicates: Predicates) -> None:
    abstract = "We introduce PlantPile, a large dataset of plants. {} Everything is public."
    trained = predicates(abstract.format("Small models are then trained for each plant."))
    assert trained["dataset/plantpile"] >= {"introduces", "trainsOn"}
    assert "trainsOn" not in predicates(abstract.format("It holds many plants."))["dataset/plantpile"]
    tested = predicates(abstract.format("No model is trained for them."), "A benchmark for counting plants")
    assert "trainsOn" not in tested["dataset/plantpile"]


@pytest.mark.parametrize(
    ("abstract", "predicate"),
    [
        pytest.param("Our system outperforms Zog 2.", "evaluates", id="outperforms"),
        pytest.param("We use Zog 2 as a judge.", "uses", id="judge"),
        pytest.param("We evaluate Zog 2 and others.", "evaluates", id="evaluate"),
        pytest.param("We quantize Zog 2 to 4 bits.", "evaluates", id="what-is-quantized-is-run"),
    ],
)
def test_a_cue_makes_the_relation(predicates: Predicates, abstract: str, predicate: str) -> None:
    assert predicate in predicates(abstract)["model/zog-2"]


def test_what_is_denied_makes_no_relation(predicates: Predicates) -> None:
    assert "uses" not in predicates("We count plants without Zog 2.")["model/zog-2"]


def test_mentions_stands_only_alone(predicates: Predicates) -> None:
    found = predicates("Recently, Zog 2 has become popular. We quantize Zog 2. We count plants without TPO.")
    assert "mentions" not in found["model/zog-2"]
    assert found["model/tpo"] == {"mentions"}


def test_the_evidence_is_the_sentence_of_the_best_cue(entities: Callable[..., dict[str, Entity]]) -> None:
    abstract = "Recently, Zog 2 has become popular. We quantize Zog 2."
    relations = {relation.predicate: relation for relation in entities(abstract)["model/zog-2"].relations}
    found = relations["quantizes"]
    assert ("A study of things\n" + abstract)[found.start : found.end] == "We quantize Zog 2."


def test_a_verb_is_surer_than_the_topic_of_the_paper(entities: Callable[..., dict[str, Entity]]) -> None:
    title = "Quantization of models"
    told, topical = (
        {r.predicate: r.confidence for r in entities(said, title)["model/zog-2"].relations}["quantizes"]
        for said in ("We quantize Zog 2.", "Experiments on Zog 2 show that it is fast.")
    )
    assert told > topical


@pytest.mark.parametrize(
    ("abstract", "id", "predicate"),
    [
        ("We report results on GLURP.", "dataset/glurp", "evaluatesOn"),
        ("We train our system on GLURP.", "dataset/glurp", "trainsOn"),
        ("We address word counting in Hindi.", "task/word-counting", "addresses"),
        ("We address word counting in Hindi.", "language/hin", "covers"),
        ("We measure the blorp score.", "metric/blorp-score", "measuresWith"),
        ("We apply quelling to it.", "method/quelling", "uses"),
        ("We compare it with quelling.", "method/quelling", "evaluates"),
    ],
)
def test_every_type_has_its_relations(predicates: Predicates, abstract: str, id: str, predicate: str) -> None:
    assert predicate in predicates(abstract)[id]


def test_a_survey_surveys(predicates: Predicates) -> None:
    found = predicates("This survey reviews quelling.", "A survey of quelling")
    assert found["method/quelling"] == {"surveys"}
