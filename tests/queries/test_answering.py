"""Questions of every kind, each in several paraphrases, against the twelve papers of conftest.py."""

import json

import pytest

#: kind -> (answer, paraphrases)
PAPERS = {
    "relation": (
        {"alpha"},
        "which papers quantize Llama-2",
        "Which papers quantise LLaMA 2?",
        "papers quantizing Llama2",
        "llama-2 quantization papers",
        "quantization of Llama 2",
        "Llama 2 is quantized by which papers?",
        "By which papers has Llama 2 been quantized?",
        "who quantized Llama-2-7B-chat?",
        "wich papers quantise Llama 2",
        "Show me all papers in which Llama 2 is quantized.",
    ),
    "family": (
        {"beta"},
        "llama family pruning papers",
        "Which papers prune some Llama model?",
        "pruning of Llama models",
        "papers that prune a version of Llama",
        "who prunes LLaMA?",
    ),
    "topic": (
        {"alpha", "delta", "eta"},
        "papers on quantization",
        "quantization papers",
        "What work is there on quantization?",
        "Find research about quantization.",
        "which studies deal with quantization",
    ),
    "language": (
        {"gamma", "mu"},
        "papers on Indic languages",
        "Indic papers",
        "which papers cover Indic languages?",
        "indic langauges",
        "What has been published about Indic languages?",
    ),
    "survey": (
        {"delta"},
        "surveys of pruning",
        "which surveys discuss pruning?",
        "pruning surveys",
        "reviews that cover pruning",
        "survey papers about pruning",
    ),
    "and": (
        {"eta"},
        "papers that evaluate on both GSM8K and MMLU",
        "Which papers report results on GSM8K and MMLU?",
        "who tests on MMLU as well as GSM8K?",
        "papers evaluated on GSM8K that also evaluate on MMLU",
        "results on GSM8K and MMLU",
    ),
    "or": (
        {"theta", "iota"},
        "papers that detect or mitigate hallucinations",
        "Find work that detects or mitigates hallucinations.",
        "papers on hallucination detection or hallucination mitigation",
        "Which papers address hallucination detection or hallucination mitigation?",
        "who works on hallucination mitigation or hallucination detection",
    ),
    "but not": (
        {"lambda"},
        "papers that test on GSM8K but not on MMLU",
        "papers evaluating on GSM8K but not MMLU",
        "Which papers report results on GSM8K and do not report results on MMLU?",
        "papers that evaluate on GSM8K without evaluating on MMLU",
        "who uses GSM8K but never uses MMLU",
    ),
    "two relations": (
        {"gamma"},
        "Which papers fine-tune a Llama model and also use LoRA?",
        "papers that fine-tune Llama 2 with LoRA",
        "papers fine-tuning Llama using LoRA",
        "who uses LoRA and fine-tunes Llama 2?",
        "papers that use LoRA to fine-tune Llama 2",
    ),
    "only": (
        {"zeta"},
        "papers whose only language is Korean",
        "papers that cover only Korean",
        "papers that only cover Korean",
        "papers covering Korean only",
        "which papers exclusively cover Korean?",
    ),
    "title": (
        {"lambda"},
        'papers with "tiny" in the title',
        "papers whose title contains tiny",
        "which titles contain the word tiny?",
        'titles with "Tiny"',
        "papers with tiny in their title",
    ),
    "derived": (
        {"gamma"},
        "Which papers introduce a model that is derived from Llama 2?",
        "papers that present a model based on Llama 2",
        "papers introducing models built on Llama 2",
        "who released a model derived from Llama?",
        "papers proposing a model that builds on Llama 2",
    ),
    "years": (
        {"gamma"},
        "papers on Hindi since 2023",
        "papers on Hindi from 2024",
        "which papers after 2022 cover Hindi?",
        "papers published between 2023 and 2024 on Hindi",
        "papers in 2024 that cover Hindi",
    ),
    "most of a class": (
        {"alpha", "beta", "kappa"},
        "papers that introduce a method",
        "papers introducing methods",
        "which papers propose a new method?",
        "who presents a technique?",
        "papers that release a method",
    ),
    "threshold in a paper": (
        {"gamma", "lambda"},
        "papers that cover at least two languages",
        "papers covering more than one language",
        "which papers cover more than 1 language?",
        "papers with at least 2 languages",
        "who covers no fewer than two languages",
    ),
    "absence": (
        {"delta", "theta", "iota", "kappa", "mu"},
        "papers without a dataset",
        "papers that use no dataset",
        "papers with no dataset",
        "which papers do not use any dataset?",
        "papers not using a dataset",
    ),
    "words of the text": (
        {"lambda"},
        "papers that mention pockets",
        'which papers mention "pockets"?',
        "papers mentioning pockets",
        "papers containing the word pockets",
        'papers with "pockets" in the title or abstract',
        'papers whose abstract contains "pockets"',
    ),
    "latest": (
        {"gamma"},
        "latest paper on Hindi",
        "newest paper on Hindi",
        "the most recent paper that covers Hindi",
        "Which is the latest paper on Hindi?",
        "most recent Hindi paper",
    ),
    "first": (
        {"mu"},
        "first paper on Hindi",
        "earliest paper on Hindi",
        "oldest Hindi paper",
        "which paper was the first to cover Hindi?",
        "the first paper that covers Hindi",
    ),
    "last years": (
        {"gamma"},
        "papers on Hindi from the last two years",
        "papers of the last 2 years on Hindi",
        "papers published in the past two years that cover Hindi",
        "Hindi papers from the last year",
        "which papers covered Hindi in the last 2 years?",
    ),
    "more than another paper": (
        {"gamma", "lambda"},
        "papers that cover more languages than ZetaKo",
        "Which papers cover more languages than the ZetaKo paper?",
        "papers covering more languages than ZetaKo",
        "who covers more languages than ZetaKo?",
        "papers with more languages than ZetaKo",
    ),
}

ENTITIES = {
    "of a paper": (
        {"MMLU", "WikiText"},
        "Which datasets does BetaPrune use?",
        "datasets used in the BetaPrune paper",
        "What datasets are used by BetaPrune?",
        "On which benchmarks does the BetaPrune paper report results?",
        'datasets in "BetaPrune: Fewer Weights, Same Words"',
    ),
    "two hops": (
        {"MMLU"},
        "datasets used by papers that quantize Llama 2",
        "Which datasets do papers that quantize Llama 2 use?",
        "on which benchmarks do papers quantizing Llama 2 report results?",
        "benchmarks of papers that quantize Llama 2",
        "what datasets are used in papers that quantize Llama-2",
    ),
    "applied to": (
        {"GPTQ", "LoRA", "KappaMerge", "model merging"},
        "methods applied to Mistral",
        "Which methods have been applied to Mistral 7B?",
        "techniques used on Mistral",
        "what methods were used with Mistral?",
        "approaches applied to Mistral models",
    ),
    "introduced": (
        {"AlphaQuant", "KappaMerge"},
        "What do the AlphaQuant and KappaMerge papers propose?",
        "what is introduced by the AlphaQuant and KappaMerge papers",
        "Which methods do the AlphaQuant and KappaMerge papers present?",
        "methods introduced in the AlphaQuant and KappaMerge papers",
        "what do the KappaMerge and AlphaQuant papers release?",
    ),
    "kind of method": (
        {"AlphaQuant"},
        "Which quantization methods have been proposed?",
        "quantization methods introduced",
        "which quantization methods were introduced?",
        "quantization techniques that papers propose",
        "what quantization approaches have been presented?",
    ),
    "for a language": (
        {"GammaTune"},
        "models for Hindi",
        "Which models have been released for Hindi?",
        "Hindi models",
        "models introduced for Indic languages",
        "what models exist for Tamil?",
    ),
    "two classes": (
        {"FLORES-200", "Alpaca data", "BLEU"},
        "Which datasets and which metrics does GammaTune use?",
        "datasets and metrics used in the GammaTune paper",
        "Which metrics and datasets are used by GammaTune?",
        "what datasets and metrics does the GammaTune paper use",
        "list the datasets and metrics of the GammaTune paper",
    ),
    "in common": (
        {"MMLU"},
        "Which benchmarks do the AlphaQuant paper and the BetaPrune paper have in common?",
        "benchmarks shared by the AlphaQuant paper and the BetaPrune paper",
        "Which datasets are used by both the AlphaQuant paper and the BetaPrune paper?",
        "what datasets do the AlphaQuant paper and the BetaPrune paper share",
        "datasets in common between the AlphaQuant paper and the BetaPrune paper",
    ),
    "excluded": (
        {"Tamil"},
        "Besides Hindi, which languages does GammaTune cover?",
        "Which languages does GammaTune cover besides Hindi?",
        "languages covered by GammaTune other than Hindi",
        "which languages except Hindi are covered by GammaTune?",
        "languages of the GammaTune paper apart from Hindi",
    ),
    "base model": (
        {"Llama 2"},
        "What base model is GammaTune built on?",
        "which model is GammaTune based on?",
        "what model is GammaTune derived from?",
        "Which base model was GammaTune derived from?",
        "what is GammaTune built on?",
    ),
    "most": (
        {"MMLU"},
        "most used dataset",
        "What is the most widely used dataset?",
        "Which dataset is used most often?",
        "which dataset do most papers use?",
        "which dataset is used by the most papers",
        "top dataset",
    ),
    "most, in the plural": (
        {"accuracy", "perplexity", "BLEU"},
        "most used metrics",
        "What are the most used metrics?",
        "the most popular metrics",
        "which metrics are used most?",
        "top metrics",
    ),
    "more than another": (
        {"MMLU"},
        "datasets used by more papers than GSM8K",
        "Which datasets are used by more papers than GSM8K?",
        "datasets used more than GSM8K",
        "datasets used more often than GSM8K",
        "benchmarks used by more papers than GSM8K",
    ),
    "type of a paper": (
        {"method"},
        "what type of paper is BetaPrune?",
        "What kind of paper is BetaPrune",
        "paper type of BetaPrune",
        "which type of paper is the BetaPrune paper?",
        "what is the type of paper of BetaPrune",
    ),
    "by year": (
        {"2022", "2024"},
        "papers on Hindi per year",
        "trend of Hindi papers",
        "papers on Hindi over time",
        "how many papers on Hindi by year",
        "Hindi papers year by year",
        "trend of papers on Hindi over the years",
    ),
    "of two": (
        {"LoRA", "GPTQ"},
        "compare LoRA and GPTQ",
        "LoRA vs GPTQ",
        "LoRA versus GPTQ",
        "compare LoRA with GPTQ",
        "compare GPTQ to LoRA",
    ),
    "second": (
        {"GSM8K"},
        "second most used dataset",
        "the second most used dataset",
        "What is the second most popular dataset?",
        "which dataset is the second most used?",
        "2nd most used dataset",
    ),
    "ties": (
        {"Hindi", "Korean"},
        "most covered language",
        "Which language do most papers cover?",
        "top language",
        "which language is covered most?",
        "the most frequently covered language",
    ),
    "threshold": (
        {"MMLU"},
        "datasets used by at least three papers",
        "Which datasets are used for evaluation by at least three papers?",
        "benchmarks that at least 3 papers use",
        "datasets used in more than two papers",
        "which datasets do no fewer than three papers evaluate on?",
    ),
    "never": (
        {"BetaPrune", "pruning"},
        "methods never used with Llama 2 or Mistral 7B",
        "Which methods were never applied to Llama 2 or Mistral?",
        "methods not used with Llama 2 or Mistral 7B",
        "which techniques have not been used on Llama 2 or Mistral?",
        "methods that are not applied to Mistral 7B or Llama 2",
    ),
}

COUNTS = {
    "papers": (
        4,
        "How many papers test Llama?",
        "number of papers that evaluate a Llama model",
        "In how many papers is a Llama model evaluated?",
        "count the papers evaluating Llama",
        "how many papers evaluate some version of Llama",
    ),
    "entities": (
        2,
        "How many languages does GammaTune cover?",
        "number of languages covered by GammaTune",
        "how many languages are covered in the GammaTune paper?",
        'How many languages does "GammaTune: An Assistant for Hindi and Tamil" cover?',
        "count the languages of the GammaTune paper",
    ),
    "all": (
        12,
        "How many papers are in the graph?",
        "number of papers",
        "how many papers are there",
        "count all papers",
        "How many papers does this graph contain?",
    ),
    "share of all": (
        16.67,
        "share of papers that cover Hindi",
        "What percentage of papers cover Hindi?",
        "what is the share of papers covering Hindi",
        "which fraction of the papers covers Hindi",
        "percentage of papers on Hindi",
    ),
    "share of some": (
        50.0,
        "share of papers on Hindi that use LoRA",
        "What share of papers on Hindi use LoRA?",
        "which percentage of the Hindi papers use LoRA",
        "percentage of papers on Hindi that apply LoRA",
        "what proportion of papers that cover Hindi use LoRA?",
    ),
    "average": (
        0.58,
        "average number of languages per paper",
        "How many languages do papers cover on average?",
        "on average, how many languages does a paper cover",
        "the mean number of languages covered by papers",
        "what is the average number of languages that papers cover?",
    ),
    "largest": (
        2,
        "What is the largest number of languages that a paper covers?",
        "maximum number of languages covered by a paper",
        "largest number of languages in one paper",
        "what is the highest number of languages covered by any paper?",
        "the greatest number of languages a paper covers",
    ),
}

BOOLEANS = {
    "yes": (
        True,
        "Has anyone fine-tuned Llama 2?",
        "Is Hindi covered by any paper?",
        "does any paper use LoRA",
        "Are there papers on Swahili?",
        "Does the GammaTune paper cover Tamil?",
        "Did AlphaQuant quantize Llama 2?",
        "Is LoRA used with Mistral 7B?",
    ),
    "no": (
        False,
        "Has GPT-4 been quantized by anybody?",
        "Does the GammaTune paper cover Korean?",
        "Did AlphaQuant not evaluate on MMLU?",
        "is there no paper on Hindi?",
        "has nobody fine-tuned Llama 2?",
        "has any paper pruned Mistral",
        "Is BLOOM fine-tuned by any paper?",
    ),
    "more": (
        True,
        "Is MMLU used more than GSM8K?",
        "Is MMLU used for evaluation by more papers than GSM8K?",
        "do more papers evaluate on MMLU than on GSM8K?",
        "Is GSM8K used less than MMLU?",
        "are there more papers on Hindi than on Tamil?",
    ),
}

#: kind -> (first paper or quote, paraphrases)
SIMILAR = (
    "papers similar to AlphaQuant",
    "similar papers to AlphaQuant",
    "papers like AlphaQuant",
    "Which papers resemble the AlphaQuant paper?",
    "find work comparable to AlphaQuant",
    "what is most similar to AlphaQuant?",
    'papers related to "AlphaQuant: Low-Bit Weights for Open Models"',
)
PROOFS = (
    "where does AlphaQuant say that it quantizes Llama 2?",
    "evidence that AlphaQuant quantizes Llama 2",
    "How do you know that AlphaQuant quantizes Llama 2?",
    "why do you say that AlphaQuant quantizes Llama 2",
    "in which sentence does the AlphaQuant paper say that it quantizes Llama 2",
    "show me where AlphaQuant quantizes Llama 2",
    "where does AlphaQuant quantize Llama 2?",
    "why does AlphaQuant quantize Llama 2?",
)
PATHS = (
    "path between Hindi and LoRA",
    "path from Hindi to LoRA",
    "how are Hindi and LoRA connected?",
    "What connects Hindi and LoRA?",
    "connection between Hindi and LoRA",
    "shortest path between Hindi and LoRA",
    "how is Hindi related to LoRA",
)

REFUSALS = {
    "unknown-entity": (
        "which papers fine-tune Zorglub-7B",
        "Which papers report results on the Velora-QA benchmark?",
        "papers on flurbology",
        "datasets used by the Quuxify paper",
        "Has anyone quantized Blarg?",
    ),
    "unknown-relation": (
        "Which papers watermark Llama 2?",
        "any paper that encrypts BERT?",
        "who jailbreaks GPT-4?",
        "papers that serenade Hindi",
        "Which papers pay for GPT-4?",
    ),
    "no-facts": (
        "Which papers quantize BLOOM?",
        "papers trained on MMLU",
        "papers that prune GPT-4",
        "surveys on Hindi",
        "datasets introduced by papers on Korean",
    ),
    "outside-ontology": (
        "How much does GPT-4 cost per month?",
        "What is the capital of Estonia?",
        "what is the best model on MMLU",
        "who is the president of France?",
        "How fast is Llama 2?",
    ),
    "not-understood": (
        "colourless green ideas sleep furiously",
        "qwfp arst zxcv neio",
        "the of and",
        "",
        "???",
    ),
    "ambiguous": ("papers that mention Yi", "which papers name Yi?", "mentions of Yi"),
}


def _cases(table):
    return [
        pytest.param(question, expected, id=f"{kind}: {question}")
        for kind, (expected, *questions) in table.items()
        for question in questions
    ]


@pytest.mark.parametrize(("question", "expected"), _cases(PAPERS))
def test_papers_are_found_however_the_question_is_put(ask, question, expected):
    asked = ask(question)
    assert asked.answer.error is None, asked.answer
    assert asked.papers == expected, asked.answer.reading


@pytest.mark.parametrize(("question", "expected"), _cases(ENTITIES))
def test_entities_are_found_however_the_question_is_put(ask, question, expected):
    asked = ask(question)
    assert asked.answer.error is None, asked.answer
    assert asked.labels == expected, asked.answer.reading


@pytest.mark.parametrize(("question", "expected"), _cases(COUNTS))
def test_counts_are_reckoned_however_the_question_is_put(ask, question, expected):
    asked = ask(question)
    assert (asked.answer.kind, asked.answer.count) == ("count", expected), asked.answer.reading


@pytest.mark.parametrize(("question", "expected"), _cases(BOOLEANS))
def test_yes_and_no_are_told_however_the_question_is_put(ask, question, expected):
    asked = ask(question)
    assert (asked.answer.kind, asked.answer.boolean) == ("boolean", expected), asked.answer
    assert asked.answer.exit_code == 0


@pytest.mark.parametrize(
    ("question", "code"), [pytest.param(q, code, id=f"{code}: {q}") for code, qs in REFUSALS.items() for q in qs]
)
def test_a_question_without_an_answer_says_why(ask, question, code):
    asked = ask(question)
    assert asked.code == code, asked.answer
    assert not asked.answer.answers
    assert asked.answer.exit_code == {"no-facts": 3, "unknown-entity": 3, "outside-ontology": 3, "ambiguous": 5}.get(
        code, 4
    )


@pytest.mark.parametrize("question", SIMILAR)
def test_similar_papers_are_found_however_the_question_is_put(ask, question):
    rows = ask(question).answer.answers
    assert rows[0].id == "kgr:paper/title/eta"
    assert rows[0].score == 3.0
    assert {one.predicate for one in rows[0].evidence} == {"uses", "evaluatesOn", "measuresWith"}
    assert "kgr:paper/title/alpha" not in [row.id for row in rows]


@pytest.mark.parametrize("question", PROOFS)
def test_the_sentence_that_proves_a_claim_is_found_however_the_question_is_put(ask, question):
    found = ask(question).answer
    assert found.ignored == ()
    assert [one.quote for row in found.answers for one in row.evidence] == ["We quantize and evaluate Llama 2."]
    assert "quantizes Llama 2" in found.reading


@pytest.mark.parametrize("question", PATHS)
def test_a_path_is_found_however_the_question_is_put(ask, question):
    found = ask(question).answer
    assert found.kind == "path"
    assert [row.label for row in found.answers] == ["Hindi", "GammaTune: An Assistant for Hindi and Tamil", "LoRA"]
    assert [one.quote for row in found.answers[1:] for one in row.evidence] == ["We cover Hindi.", "We use LoRA."]


def test_a_path_may_lead_through_two_papers(ask):
    labels = [row.label for row in ask("path between Swahili and GSM8K").answer.answers]
    assert labels[::2] == ["Swahili", "accuracy", "GSM8K"]


def test_what_is_not_connected_has_no_path(ask):
    assert ask("path between pruning and Swahili").code == "no-facts"


def test_dates_are_missed_where_no_paper_has_one(ask, graph, index):
    from queries.answering import answer

    class Undated:
        def select(self, sparql):
            return [] if "dcterms:issued" in sparql else graph.select(sparql)

        def ask(self, sparql):
            return False

    error = answer("latest papers on Hindi", Undated(), index).error
    assert (error.code, "no paper of this graph has a date" in error.message) == ("no-facts", True)


def test_papers_come_by_confidence_and_then_by_title(ask):
    rows = ask("papers that evaluate Llama").answer.answers
    assert [(row.score, row.label) for row in rows] == sorted(
        ((row.score, row.label) for row in rows), key=lambda one: (-one[0], one[1])
    )


def test_a_list_says_how_many_answers_it_has(ask):
    assert ask("papers on Hindi").answer.count == 2
    assert ask("papers that mention cookery").answer.count is None


def test_what_is_unknown_but_stands_in_a_text_is_suggested_as_text(ask):
    refused = ask("papers on pockets").answer
    assert refused.error.code == "unknown-entity"
    assert refused.error.suggestions[0] == 'papers that mention "pockets"'


def test_a_verb_after_one_paper_is_in_the_singular(ask):
    assert ask("is BetaPrune a survey?").answer.reading == (
        'whether it is so that "BetaPrune: Fewer Weights, Same Words" is a survey'
    )


def test_every_answer_quotes_the_paper_that_proves_it(ask):
    (row,) = ask("which papers quantize Llama-2").answer.answers
    (evidence,) = row.evidence
    assert (evidence.paper, evidence.predicate) == ("kgr:paper/title/alpha", "quantizes")
    assert evidence.quote == "We quantize and evaluate Llama 2."
    assert evidence.end - evidence.start == len(evidence.quote)


def test_evidence_of_an_entity_comes_from_the_papers_that_support_it(ask):
    rows = ask("methods applied to Mistral").answer.answers
    papers = {row.label: {one.paper.rsplit("/", 1)[1] for one in row.evidence} for row in rows}
    assert papers == {"GPTQ": {"eta"}, "LoRA": {"eta"}, "KappaMerge": {"kappa"}, "model merging": {"kappa"}}


def test_entities_carry_their_other_names(ask):
    (row,) = ask("which metrics does BetaPrune report").answer.answers
    assert (row.label, row.aliases) == ("perplexity", ("PPL",))


def test_a_forced_type_settles_an_ambiguity(ask):
    assert ask("papers that mention model:Yi").papers == {"mu"}
    assert ask("papers that mention language:Yi").papers == {"mu"}


def test_a_misspelling_is_announced_in_the_reading(ask):
    assert "'Mistrl' read as 'Mistral'" in ask("papers that quantize Mistrl").answer.reading


def test_words_that_are_left_out_are_named(ask):
    answer = ask("vexing shiny papers that quantize Llama 2").answer
    assert answer.ignored == ("vexing", "shiny")


def test_a_class_that_says_more_than_the_graph_knows_is_reported(ask):
    answer = ask("which small language models are evaluated?").answer
    assert answer.ignored == ("small language models",)
    assert answer.answers


def test_what_is_narrower_is_covered_and_the_reading_says_so(ask):
    answer = ask("papers that prune Llama").answer
    assert "Llama or anything narrower" in answer.reading


def test_both_numbers_of_a_comparison_are_given(ask):
    rows = ask("is MMLU used more than GSM8K?").answer.answers
    assert [row.score for row in rows] == [3.0, 2.0]


def test_of_two_things_the_more_used_is_told(ask):
    assert ask("which is used more, LoRA or GPTQ?").labels == {"LoRA"}


def test_a_share_and_an_average_are_reckoned_over_papers(ask):
    assert ask("what share of papers use LoRA?").answer.count == 25.0
    assert ask("What percentage of papers on Hindi fine-tune Llama?").answer.count == 50.0
    assert ask("How many languages do papers on Hindi cover on average?").answer.count == 1.5


def test_surveys_can_be_left_out(ask):
    assert ask("papers on pruning, excluding surveys").papers == {"beta"}
    assert ask("non-survey papers on pruning").papers == {"beta"}


def test_what_a_paper_does_with_a_thing_is_told_predicate_by_predicate(ask):
    assert ask("how does AlphaQuant relate to Llama 2?").labels == {"quantize Llama 2", "evaluate Llama 2"}


def test_where_a_paper_says_so_is_answered_with_its_sentence(ask):
    (row,) = ask("where does AlphaQuant evaluate GPTQ?").answer.answers
    assert [one.quote for one in row.evidence] == ["We evaluate GPTQ."]


def test_similar_papers_share_most_with_a_paper_and_it_is_not_among_them(ask):
    rows = ask("papers similar to AlphaQuant").answer.answers
    assert "kgr:paper/title/alpha" not in [row.id for row in rows]
    assert rows[0].id == "kgr:paper/title/eta"
    assert rows[0].score == 3.0


def test_the_graph_says_how_big_it_is_and_what_it_knows(ask):
    assert ask("how big is the graph?").answer.count == 12
    assert "quantize" in ask("what can I ask?").labels


def test_groups_are_counted_in_a_table(ask):
    answer = ask("papers per language").answer
    assert answer.kind == "table"
    assert {row.label: row.score for row in answer.answers}["Hindi"] == 2.0


def test_papers_are_counted_by_year(ask):
    answer = ask("how many papers by year").answer
    assert {row.label: row.score for row in answer.answers}["2024"] == 5.0


def test_the_record_of_a_paper_is_told(ask):
    assert ask("who wrote the BetaPrune paper?").labels == {"Ada Moyo; Bo Lind"}
    assert ask("when was the BetaPrune paper published?").labels == {"2024-02-01"}
    assert ask("link of the BetaPrune paper").labels == {"https://example.org/beta"}


def test_a_thing_is_described(ask):
    answer = ask("what is LoRA?").answer
    assert (answer.kind, [row.label for row in answer.answers]) == ("description", ["LoRA"])


def test_the_json_has_the_keys_of_the_design_and_survives_a_round_trip(ask):
    value = ask("which papers quantize Llama-2").answer.as_json()
    assert list(value) == [
        "question", "reading", "kind", "sparql", "answers", "count", "boolean", "truncated", "ignored", "error",
    ]  # fmt: skip
    assert list(value["answers"][0]) == ["id", "label", "type", "score", "aliases", "evidence"]
    assert list(value["answers"][0]["evidence"][0]) == ["paper", "predicate", "quote", "start", "end"]
    assert json.loads(json.dumps(value)) == value


def test_a_limit_is_announced(graph, index):
    from queries.answering import answer

    found = answer("all papers", graph, index, limit=5)
    assert (len(found.answers), found.truncated) == (5, True)
