"""More kinds of question, each in several paraphrases, against the twelve papers of conftest.py."""

import pytest

ALL = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"}

#: kind -> (papers, paraphrases)
PAPERS = {
    "each of a list": (
        {"gamma"},
        "papers that cover all of Hindi and Tamil",
        "papers covering each of Hindi and Tamil",
        "papers that cover every one of Hindi and Tamil",
        "which papers cover each one of Hindi, Tamil?",
        "Hindi plus Tamil papers",
    ),
    "each of a group": (
        {"gamma"},
        "papers that cover every Indic language",
        "papers covering all Indic languages",
        "which papers cover each Indic language?",
        "papers that cover every single Indic language",
        "who covers all the Indic languages?",
    ),
    "any of a list": (
        {"gamma", "mu", "zeta", "lambda"},
        "papers that cover any of Hindi, Tamil and Korean",
        "papers covering at least one of Hindi, Tamil and Korean",
        "papers that cover one of Hindi, Tamil, Korean",
        "which papers cover either of Hindi, Tamil or Korean?",
        "papers covering any one of Hindi, Tamil and Korean",
    ),
    "none of a list": (
        ALL - {"gamma", "mu", "zeta", "lambda"},
        "papers that cover none of Hindi, Tamil and Korean",
        "papers covering none of Hindi, Tamil, Korean",
        "papers that do not cover Hindi, Tamil or Korean",
        "papers that cover neither Hindi nor Tamil nor Korean",
        "papers that fail to cover Hindi, Tamil or Korean",
    ),
    "so many of a list": (
        {"gamma"},
        "papers that cover at least two of Hindi, Tamil and Korean",
        "papers covering more than one of Hindi, Tamil and Korean",
        "which papers cover 2 or more of Hindi, Tamil, Korean?",
        "papers that cover exactly two of Hindi, Tamil and Korean",
        "papers covering 2+ of Hindi, Tamil and Korean",
    ),
    "so many of a group": (
        {"gamma"},
        "papers on more than one Indic language",
        "papers that cover at least two Indic languages",
        "papers with two or more Indic languages",
        "which papers cover 2+ Indic languages?",
        "papers covering over one Indic language",
    ),
    "author": (
        {"lambda", "mu"},
        "papers by Zoé Ünal",
        "papers written by Zoe Unal",
        "which papers did Ünal write?",
        "what has Zoé Ünal published?",
        "papers Ünal wrote",
        "Show me the papers authored by Zoé Ünal.",
    ),
    "author and topic": (
        {"mu"},
        "papers by Ünal on Hindi",
        "papers Ünal wrote on Hindi",
        "which papers on Hindi did Ünal write?",
        "what has Zoé Ünal published on Hindi?",
        "papers about Hindi by Zoe Unal",
    ),
    "same things as another paper": (
        {"epsilon", "eta", "lambda"},
        "papers that use the same metrics as AlphaQuant",
        "papers reporting the same metric as the AlphaQuant paper",
        "papers sharing a metric with AlphaQuant",
        "which papers share metrics with AlphaQuant?",
        "papers that report the same metrics as AlphaQuant",
    ),
    "words of a title, one or the other": (
        {"lambda", "delta"},
        'papers with "tiny" or "survey" in the title',
        "papers with tiny or survey in the title",
        "papers whose title contains tiny or survey",
        "which titles contain survey or tiny?",
        "papers that have the word survey or tiny in their title",
    ),
    "words of a title, one without the other": (
        {"kappa"},
        'titles with "two" but not "small"',
        "papers with two but not small in the title",
        "papers whose title contains two but not small",
        "titles containing two but not small",
        'papers with "two" and not "small" in the title',
    ),
    "little confidence": (
        {"gamma", "mu"},
        "papers on Hindi with confidence below 0.95",
        "papers covering Hindi with a confidence of at most 90%",
        "papers that cover Hindi with confidence under 0.95",
        "papers on Hindi with confidence less than 95%",
        "papers on Hindi with a confidence of no more than 0.9",
    ),
    "a decade, a year before the noun": (
        {"gamma"},
        "2024 papers on Hindi",
        "2024 papers that cover Hindi",
        "Hindi papers from 2024",
        "papers on Hindi that were published in 2024",
        "2024 Hindi papers",
    ),
    "those": (
        {"beta", "eta"},
        "papers that use LoRA, excluding those on Hindi",
        "papers using LoRA except those that cover Hindi",
        "papers which use LoRA but not those on Hindi",
        "who uses LoRA, apart from those covering Hindi?",
        "papers that use LoRA without those on Hindi",
    ),
    "no object": (
        {"alpha", "eta"},
        "papers that quantize",
        "papers that quantize anything",
        "which papers quantize?",
        "who quantizes something?",
        "papers quantizing a model",
    ),
    "and, or": (
        {"gamma", "mu", "zeta"},
        "papers on Hindi or Korean, excluding those on Japanese",
        "papers that cover Hindi or Korean but not Japanese",
        "papers (Hindi or Korean) but not Japanese",
        "Hindi or Korean papers without Japanese",
        "papers covering Korean or Hindi but never Japanese",
    ),
    "brackets": (
        {"beta", "gamma", "eta"},
        "papers on (quantization or pruning or Hindi) and LoRA",
        "papers (Hindi or quantization or pruning) and LoRA",
        "papers on quantization or pruning or Hindi, and LoRA",
        "papers on LoRA and Hindi or LoRA and pruning or LoRA and GPTQ",
        "papers on LoRA and pruning or LoRA and quantization or LoRA and Hindi",
    ),
    "two verbs without an object": (
        {"alpha", "beta", "eta"},
        "papers that quantize or prune",
        "which papers prune or quantize?",
        "papers that quantize or prune anything",
        "who prunes or quantizes?",
        "papers quantizing or pruning models",
    ),
    "agent": (
        {"gamma"},
        "papers in which Llama 2 gets fine-tuned with LoRA",
        "where is Llama 2 fine-tuned by means of LoRA",
        "LoRA fine-tuning of Llama 2",
        "papers where LoRA is used to fine-tune Llama 2",
        "Llama 2 gets fine-tuned in which papers that use LoRA?",
    ),
    "in front": (
        {"gamma"},
        "Of the papers on Hindi, which use LoRA?",
        "Among the Hindi papers, which use LoRA?",
        "Of the papers that cover Hindi, which ones use LoRA?",
        "Which of the papers on Hindi use LoRA?",
        "Which of the Hindi papers use LoRA?",
    ),
    "shorthand": (
        {"gamma", "mu"},
        "pls show ppl's papers abt Hindi",
        "papers w/ Hindi",
        "can u show me papers on Hindi",
        "what papers r there on Hindi",
        "i need papers abt Hindi plz",
    ),
}  # fmt: skip

#: kind -> (labels, paraphrases)
ENTITIES = {
    "of every paper": (
        {"MMLU"},
        "datasets that every paper that quantizes a model evaluates on",
        "which datasets are used by all papers that quantize a model?",
        "benchmarks used by every paper that quantizes",
        "datasets that all papers that quantize models evaluate on",
        "which benchmarks does each paper that quantizes a model report results on",
    ),
    "once": (
        {"WikiText", "Alpaca data", "FLORES-200", "SwaBench", "KoWeb"},
        "datasets used only once",
        "datasets used by a single paper",
        "which datasets are used by only one paper?",
        "datasets that exactly one paper uses",
        "datasets used in just one paper",
    ),
    "between two numbers": (
        {"MMLU", "GSM8K"},
        "datasets used by between 2 and 3 papers",
        "datasets used in from 2 to 3 papers",
        "datasets used by at least 2 at most 3 papers",
        "datasets used by two papers or more",
        "datasets used by 2+ papers",
        "datasets used more than once",
    ),
    "by nobody": (
        {"Mistral", "Llama 3", "GPT-4", "GPT-2", "BERT", "BLOOM", "Yi", "Llama", "GammaTune", "ZetaKo"},
        "models nobody has quantized",
        "which models has nobody quantized?",
        "models that no paper quantizes",
        "models that were never quantized",
        "models that have not been quantized by any paper",
    ),
    "for a language, in front": (
        {"GammaTune"},
        "For Hindi, which models exist?",
        "for Hindi: which models are there",
        "Regarding Hindi, what models have been released?",
        "in Hindi, which models exist?",
        "Which models exist for Hindi?",
    ),
    "of a paper, in front": (
        {"MMLU", "WikiText"},
        "BetaPrune: which datasets does it use?",
        "In the BetaPrune paper, which datasets are used?",
        "BetaPrune - which datasets do they use?",
        "For BetaPrune, what datasets are used?",
        "the BetaPrune paper: what datasets are used?",
    ),
    "not of another paper": (
        {"WikiText"},
        "which datasets does BetaPrune use that AlphaQuant does not?",
        "what datasets does BetaPrune use that AlphaQuant doesn't use",
        "which datasets does the BetaPrune paper use that the AlphaQuant paper does not use?",
        "datasets that BetaPrune uses that AlphaQuant does not",
        "On which datasets does BetaPrune evaluate that AlphaQuant does not?",
    ),
    "of its own": (
        {"BetaPrune"},
        "the method of the BetaPrune paper",
        "what is the method of the BetaPrune paper?",
        "which method does BetaPrune propose?",
        "what is the method in the BetaPrune paper",
        "method of the paper BetaPrune",
    ),
    "of two groups of papers": (
        {"accuracy"},
        "metrics used both in quantization papers and in Swahili papers",
        "metrics reported by both quantization papers and Swahili papers",
        "metrics that are used in both quantization papers and Swahili papers",
        "which metrics are reported both by quantization papers and by Swahili papers?",
        "metrics reported both by papers on quantization and by papers on Swahili",
    ),
    "of one group of papers and not of another": (
        {"perplexity", "BLEU"},
        "metrics reported by papers on LoRA but not by papers on GPTQ",
        "which metrics are used by papers on LoRA but not by papers on GPTQ?",
        "metrics used in LoRA papers but not in GPTQ papers",
        "metrics that papers on LoRA report but not in papers on GPTQ",
        "which metrics are reported in papers on LoRA but never in papers on GPTQ",
    ),
    "done and never done": (
        {"Llama 3", "GPT-4", "BLOOM"},
        "models evaluated but never quantized",
        "which models have been evaluated but not quantized?",
        "models that were evaluated but not quantized",
        "which models were evaluated but never quantized",
        "models that are evaluated but never quantized",
    ),
    "ways to do something": (
        {"GPTQ", "LoRA"},
        "ways to quantize Mistral",
        "methods to quantize Mistral 7B",
        "techniques for quantizing Mistral",
        "which methods are there for quantizing Mistral?",
        "how do people quantize Mistral",
    ),
    "built on": (
        {"GammaTune"},
        "Llama-based models",
        "models based on Llama",
        "which models descend from Llama 2?",
        "models that stem from Llama",
        "models made from Llama 2",
    ),
    "built from": (
        {"Llama 2"},
        "base model of GammaTune",
        "what is the base model of GammaTune?",
        "the parent model of GammaTune",
        "parents of GammaTune",
        "what is GammaTune based on?",
    ),
    "trained on": (
        {"Alpaca data"},
        "what is GammaTune trained on?",
        "what was GammaTune trained on",
        "which dataset is GammaTune trained on?",
        "what does the GammaTune paper train on",
        "on what data was GammaTune trained?",
    ),
    "baselines": (
        {"Llama 2", "GPTQ"},
        "which baselines does AlphaQuant compare with?",
        "baselines of the AlphaQuant paper",
        "what baselines are evaluated by AlphaQuant",
        "AlphaQuant: which baselines did they compare against?",
        "baselines that AlphaQuant evaluates",
    ),
    "the one used more": (
        {"LoRA"},
        "LoRA or GPTQ, which one is used by more papers?",
        "which has more papers, LoRA or BetaPrune?",
        "which is more popular: LoRA or GPTQ?",
        "is LoRA or GPTQ used more?",
        "are more papers using LoRA or GPTQ",
    ),
    "three beside each other": (
        {"MMLU", "GSM8K", "WikiText"},
        "MMLU vs GSM8K vs WikiText",
        "compare MMLU, GSM8K and WikiText",
        "how do MMLU, GSM8K and WikiText compare?",
        "compare MMLU with GSM8K and WikiText",
        "MMLU versus GSM8K versus WikiText",
    ),
    "of two papers": (
        {"MMLU"},
        "compare AlphaQuant and BetaPrune",
        "AlphaQuant vs BetaPrune",
        "what do AlphaQuant and BetaPrune have in common?",
        "what is common between AlphaQuant and BetaPrune",
        "how do AlphaQuant and BetaPrune compare",
    ),
    "how it is measured": (
        {"BLEU", "FLORES-200"},
        "how do people evaluate machine translation?",
        "how is machine translation evaluated",
        "how do researchers measure machine translation",
        "how has machine translation been evaluated?",
        "how can machine translation be tested",
    ),
}  # fmt: skip

#: kind -> (table, paraphrases)
TABLES = {
    "by type": (
        {"method": 5, "empirical": 3, "model": 2, "survey": 1, "resource": 1},
        "papers by type",
        "breakdown of papers by paper type",
        "how many papers of each type",
        "number of papers per type",
        "distribution of papers by type",
    ),
    "the year with most": (
        {"2024": 5},
        "which year had the most papers?",
        "in which year were most papers published",
        "year with the most papers",
        "what year has the most papers",
        "which is the year with most papers",
    ),
    "of authors": (
        {"Bo Lind": 12},
        "who wrote the most papers?",
        "which author has the most papers?",
        "author with the most papers",
        "who has published the most papers",
        "most prolific author",
    ),
    "how often each": (
        {"accuracy": 4, "perplexity": 1, "BLEU": 1},
        "how often is each metric used?",
        "papers per metric",
        "number of papers for each metric",
        "metrics by number of papers",
        "how many papers report each metric",
    ),
    "things of each paper": (
        {"Tiny Teachers: Distilling for Pockets": 2, "GammaTune: An Assistant for Hindi and Tamil": 2,
         "SwaBench: Asking Questions in Swahili": 1, "ZetaKo: A Korean Model from Nothing": 1,
         "How Well Does BLOOM Know Hindi?": 1},
        "languages per paper",
        "number of languages per paper",
        "how many languages per paper",
        "languages of each paper",
        "number of languages for each paper",
    ),
    "over time": (
        {"2022": 1, "2024": 1},
        "how has the number of papers on Hindi changed over time?",
        "evolution of papers on Hindi",
        "papers on Hindi by year",
        "how has work on Hindi evolved",
        "timeline of Hindi papers",
    ),
}  # fmt: skip

#: kind -> (values, paraphrases)
RECORDS = {
    "authors of what is described": (
        {"Zoé Ünal; Bo Lind"},
        "who wrote the papers that distill BERT?",
        "authors of papers that distill BERT",
        "who are the authors of the papers distilling BERT",
        "list the authors of papers that distill BERT",
        "who wrote papers that distill BERT",
    ),
    "date of the newest": (
        {"2024-05-20"},
        "when was the latest paper on Hindi published?",
        "date of the newest paper on Hindi",
        "when was the most recent paper on Hindi published",
        "publication date of the latest Hindi paper",
        "when did the latest paper on Hindi come out",
    ),
    "where it can be read": (
        {"https://example.org/beta"},
        "where can I read the BetaPrune paper?",
        "link to the BetaPrune paper",
        "where can I find the BetaPrune paper",
        "URL of BetaPrune",
        "give me the link of BetaPrune",
    ),
}  # fmt: skip

BOOLEANS = {
    "of a kind": (
        True,
        "is GPTQ a quantization method?",
        "is Hindi an Indic language?",
        "is Llama 2 a Llama model",
        "Is Swahili one of the Bantu languages?",
        "is it true that Hindi is an Indic language?",
    ),
    "not of a kind": (
        False,
        "is LoRA a quantization method?",
        "is Korean an Indic language?",
        "is BERT a version of Llama?",
        "is Tamil a Bantu language",
        "isn't Hindi an Indic language?",
    ),
    "all": (
        True,
        "do all papers that quantize models evaluate on MMLU?",
        "does every paper that quantizes a model evaluate on MMLU?",
        "does each paper that quantizes evaluate on MMLU",
        "is it the case that all papers that quantize models evaluate on MMLU?",
        "are all Bantu languages covered?",
    ),
    "not all": (
        False,
        "do all papers on Hindi use LoRA?",
        "does every paper that covers Hindi fine-tune Llama 2?",
        "do all papers evaluate on MMLU?",
        "does each paper on Korean cover Japanese",
        "is every paper on Hindi a survey?",
    ),
    "as many": (
        True,
        "is Hindi covered as often as Korean?",
        "are there as many papers on Hindi as on Korean?",
        "do as many papers cover Hindi as Korean",
        "is MMLU used as much as GSM8K?",
        "is Tamil covered as frequently as Swahili",
    ),
    "more things than another paper": (
        True,
        "does GammaTune cover more languages than ZetaKo?",
        "does the BetaPrune paper use more datasets than AlphaQuant",
        "does ZetaKo cover fewer languages than GammaTune?",
        "does GammaTune cover as many languages as ZetaKo?",
        "Did GammaTune cover more languages than SwaBench?",
    ),
    "statement with a tag": (
        True,
        "AlphaQuant quantizes Llama 2, right?",
        "LoRA is used in papers on Hindi, isn't it?",
        "tell me whether AlphaQuant quantizes Llama 2",
        "can you confirm that AlphaQuant quantizes Llama 2",
        "do you know if AlphaQuant quantizes Llama 2?",
    ),
    "agent": (
        True,
        "is Llama 2 quantized by AlphaQuant?",
        "is LoRA used by GammaTune?",
        "was Llama 3 pruned by BetaPrune?",
        "has LoRA been used by BetaPrune?",
        "were Hindi and Tamil covered by GammaTune",
    ),
    "failing": (
        True,
        "does AlphaQuant fail to evaluate on GSM8K?",
        "is it true that AlphaQuant does not evaluate on GSM8K?",
        "AlphaQuant doesn't evaluate on GSM8K, right?",
        "did AlphaQuant not evaluate on GSM8K",
        "does AlphaQuant never evaluate on GSM8K?",
    ),
}  # fmt: skip

REFUSALS = {
    "unknown-entity": (
        "papers by Quentin Nobody",
        "which papers did Quentin Nobody write?",
        "datasets introduced by Quentin Nobody",
        "is there anything about dogs?",
        "papers that quantize Zorglub-7B or Llama 2",
    ),
    "not-understood": (
        "languages similar to Hindi",
        "datasets larger than MMLU",
        "datasets used by as many papers as MMLU",
        "datasets per language",
        "papers on Hindi or Tamil but not both",
    ),
    "outside-ontology": (
        "what is the accuracy of Llama 2 on MMLU?",
        "what BLEU does Llama 2 reach on FLORES?",
        "why is the sky blue",
        "median number of datasets per paper",
        "which model has the highest accuracy on MMLU?",
    ),
    "no-facts": (
        "papers on Hindi with confidence below 0.5",
        "papers that cover all of Hindi and Korean",
        "languages that every paper on machine translation and on question answering covers",
        "who wrote papers that prune GPT-4?",
        "datasets used by exactly seven papers",
    ),
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


@pytest.mark.parametrize(("question", "expected"), _cases(TABLES))
def test_tables_are_made_however_the_question_is_put(ask, question, expected):
    asked = ask(question)
    assert asked.answer.error is None, asked.answer
    assert {row.label: row.score for row in asked.answer.answers} == expected, asked.answer.reading


@pytest.mark.parametrize(("question", "expected"), _cases(RECORDS))
def test_records_are_told_however_the_question_is_put(ask, question, expected):
    asked = ask(question)
    assert asked.answer.error is None, asked.answer
    assert asked.labels == expected, asked.answer.reading


@pytest.mark.parametrize(("question", "expected"), _cases(BOOLEANS))
def test_yes_and_no_are_told_however_the_question_is_put(ask, question, expected):
    asked = ask(question)
    assert (asked.answer.kind, asked.answer.boolean) == ("boolean", expected), asked.answer.reading


@pytest.mark.parametrize(
    ("question", "code"), [pytest.param(q, code, id=f"{code}: {q}") for code, qs in REFUSALS.items() for q in qs]
)
def test_a_question_without_an_answer_says_why(ask, question, code):
    asked = ask(question)
    assert asked.code == code, asked.answer
    assert not asked.answer.answers


@pytest.mark.parametrize("table", [PAPERS, ENTITIES, TABLES, RECORDS, BOOLEANS], ids=lambda table: next(iter(table)))
def test_every_kind_has_five_paraphrases(table):
    assert all(len(set(questions)) >= 5 for _, *questions in table.values())
