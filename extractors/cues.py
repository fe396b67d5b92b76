"""The words by which papers say what they do with a thing, as data: one table that `extractors.relations` applies.

A cue is looked for in the clause of a mention, left or right of it, with the mentions around it blanked out, so that
"fine-tune A, B and C" reaches C. Weights are how sure the cue makes the predicate, 0 to 1; they are ranks rather than
probabilities, and tests hold their order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["CONTRAST", "CUES", "DEFAULTS", "HYPOTHETICAL", "TOPICS", "Cue"]


@dataclass(frozen=True, slots=True)
class Cue:
    """One pattern.

    Attributes
    ----------
    types : frozenset of str
        Entity types that it applies to.
    side : {"left", "right"}
        Where it is looked for: in the clause before the mention or behind it.
    reach : int
        How many characters may lie between the cue and the mention.
    """

    predicate: str
    types: frozenset[str]
    side: Literal["left", "right"]
    pattern: re.Pattern[str]
    weight: float
    reach: int


def _any(words: str) -> str:
    """Alternation of `words`: ``*`` stands for any ending, ``_`` for a blank or a hyphen."""
    return r"\b(?:" + "|".join(word.replace("*", r"\w*").replace("_", r"[\s-]?") for word in words.split()) + r")\b"


def _left(predicate: str, types: str, pattern: str, weight: float, reach: int) -> Cue:
    return Cue(predicate, frozenset(types.split()), "left", re.compile(pattern, re.IGNORECASE), weight, reach)


def _right(predicate: str, types: str, pattern: str, weight: float, reach: int) -> Cue:
    return Cue(predicate, frozenset(types.split()), "right", re.compile(pattern, re.IGNORECASE), weight, reach)


#: Up to three or four words behind the name.
_SOON: Final = r"^(?:\W*\w+){0,3}\W*"
_A_BIT_LATER: Final = r"^(?:\W*\w+){0,4}\W*"
_FINE_TUNE: Final = _any("fine_tune fine_tunes fine_tuned fine_tuning instruction_tun* post_trained post_training")
_RUN: Final = _any(
    """evaluat* assess* benchmark benchmarks benchmarked test tests tested testing compare* comparing comparison*
    outperform* surpass* exceed* beat beats investigat* study studies studied studying analy[sz]* examin*
    explor* probe probes probed probing competitive_with comparable_to comparable_with on_par_with better_than
    superior_to rival* over against match matches matching than versus vs improv*_over improv*_upon"""
)
_REPORTED: Final = _any(
    """outperform* achiev* perform performs performed performance show shows showed shown exhibit* struggl* fail
    fails failed demonstrat* surpass* reach reaches reached obtain* score scores scored improv* attain* can
    cannot lag lags tend tends generat* produc* remain* excel*"""
)
_SETTING: Final = _any(
    """experiment* results performance ability abilities capabilit* evaluation evaluations comparison* improvements
    tested model models llms baseline baselines"""
)
_APPLY: Final = _any(
    """use uses used using utili[sz]* leverag* employ* apply applies applied applying adopt* via through with by
    based_on built_on builds_on combin* incorporat* integrat* introduc* propos* perform* implement* exploit*
    a_novel a_new trained relies_on called"""
)
_MEASURED: Final = _any(
    """evaluat* experiment* test tests tested testing results performance achiev* outperform* improv* benchmark
    benchmarks benchmarked scor* accuracy gain gains state_of_the_art sota validat* task tasks dataset
    datasets conducted f1 compar* assess* perplexity effectiveness surpass*"""
)
_TOOL: Final = _any(
    """use uses used using utili[sz]* leverag* employ employs employed employing via with_the_help_of powered_by
    prompt prompts prompted prompting query querying generated_by generated_with generated_from annotated_by
    annotated_with assisted_by by"""
)

#: The gap between a cue and a name holds determiners, adjectives and other names, which are blanked out as \x00.
CUES: Final[tuple[Cue, ...]] = (
    # quantization
    _left(
        "quantizes",
        "Model",
        _any("quanti[sz]e quanti[sz]es quanti[sz]ed quanti[sz]ing binari[sz]* ternari[sz]*"),
        0.9,
        50,
    ),
    _left(
        "quantizes",
        "Model",
        r"\b(?:quanti[sz]ation|binari[sz]ation|low-bit|\d-bit)\b[^,]*\b(?:of|for|on|to)\b",
        0.8,
        40,
    ),
    _right("quantizes", "Model", _SOON + _any("quanti[sz]ed quanti[sz]ation binari[sz]ed"), 0.85, 40),
    _right(
        "quantizes",
        "Model",
        r"^[^,]{0,40}\b(?:to|at|with|in|under)\s+(?:\d(?:\.\d+)?[- ]bits?|INT[48]|W\dA\d|FP4)",
        0.8,
        60,
    ),
    # pruning
    _left("prunes", "Model", _any("prune prunes pruned pruning sparsif*"), 0.9, 50),
    _left("prunes", "Model", r"\b(?:pruning|sparsity|sparsification)\b[^,]*\b(?:of|for|on|to)\b", 0.75, 40),
    _right("prunes", "Model", _SOON + _any("pruned pruning sparsified"), 0.8, 40),
    # distillation
    _left("distills", "Model", r"\bdistill?(?:s|ed|ing|ation)?\b[^,.]{0,40}?\b(?:from|of|into|to)\b", 0.85, 40),
    _left("distills", "Model", r"\b(?:distill?(?:s|ing|ed)?)\b", 0.8, 25),
    _left("distills", "Model", r"\bteacher(?: models?)?\b[^,.]{0,20}", 0.6, 25),
    _right("distills", "Model", _SOON + r"\b(?:distill?ed|distillation|as (?:the |a )?teacher)\b", 0.8, 40),
    # merging
    _left("merges", "Model", _any("merge merges merged merging upcycl* model_soup model_soups"), 0.85, 50),
    _right("merges", "Model", _A_BIT_LATER + _any("merged merging upcycled"), 0.75, 40),
    # training from scratch
    _left(
        "pretrains", "Model", r"\b(?:pre-?train(?:s|ed|ing)?|train(?:s|ed|ing)?)\b(?=[^.]*\bfrom scratch\b)", 0.8, 60
    ),
    _left("pretrains", "Model", r"\bfrom scratch\b", 0.6, 40),
    _right("pretrains", "Model", r"^[^,]{0,50}\bfrom scratch\b", 0.8, 60),
    _left("pretrains", "Model", r"\bpre-?train(?:s|ing|ed)? (?:an?|the|our|several|\w+ )?(?:\w+ )?$", 0.7, 20),
    # fine-tuning
    _left("fineTunes", "Model", _FINE_TUNE, 0.85, 55),
    _left(
        "fineTunes",
        "Model",
        _any("adapt adapts adapted adapting align aligns aligned aligning speciali[sz]* extend*"),
        0.6,
        35,
    ),
    _left("fineTunes", "Model", r"\bcontinu(?:al|ed|ally|ing|ous)(?:ly)? (?:pre-?)?train(?:ed|ing)?\b", 0.85, 55),
    _left(
        "fineTunes",
        "Model",
        r"\b(?:built|based|building|builds|initiali[sz]ed|derived|trained|developed|starting) "
        r"(?:up)?(?:on top of|on|upon|from|over)\b",
        0.7,
        30,
    ),
    _left("fineTunes", "Model", r"\b(?:LoRA|adapters?|SFT|DPO|RLHF)\b[^,]{0,20}\b(?:on|to|for)\b", 0.7, 30),
    _left("fineTunes", "Model", r"\btrain(?:s|ing|ed)?\b", 0.4, 25),
    _right(
        "fineTunes",
        "Model",
        _A_BIT_LATER + _any("fine_tuned fine_tuning instruction_tuned adapted further_trained"),
        0.75,
        50,
    ),
    _right("fineTunes", "Model", r"^-based (?:\w+ ){0,2}models?\b", 0.5, 30),
    # use as a tool
    _left("uses", "Model", _TOOL, 0.6, 25),
    _right(
        "uses",
        "Model",
        r"^(?:\W*\w+){0,2}\W*\b(?:as (?:an? |the |our )?(?:\w+ )?(?:judge|evaluator|annotator|generator|encoder|"
        r"backbone|"
        r"teacher|assistant|oracle|engine)|-generated|-annotated|-as-a-judge|embeddings?|"
        r"to (?:generate|annotate|create|produce|extract|label|synthesi[sz]e|translate))\b",
        0.75,
        45,
    ),
    # evaluation of models and methods
    _left("evaluates", "Model Method", _RUN, 0.75, 60),
    _left(
        "evaluates",
        "Model",
        _SETTING + r"[^.]{0,30}" + _any("on of with in including such_as like for across namely"),
        0.65,
        45,
    ),
    _right("evaluates", "Model Method", r"^[^.;]{0,40}" + _REPORTED, 0.65, 60),
    # methods
    _left("uses", "Method", _APPLY, 0.65, 60),
    # data
    _left(
        "trainsOn",
        "Dataset",
        r"\b(?:train(?:s|ed|ing)?|pre-?train(?:s|ed|ing)?|fine-?\s?tun(?:e|es|ed|ing)|calibrat(?:e|ed|ing)|"
        r"learn(?:s|ed|ing)?)"
        r"\b[^.;]{0,45}\b(?:on|using|with|from|over)\b",
        0.8,
        35,
    ),
    _right(
        "trainsOn", "Dataset", r"^[^.;]{0,30}\b(?:for|as) (?:\w+ )?(?:training|pre-?training|fine-?tuning)\b", 0.7, 50
    ),
    _left("evaluatesOn", "Dataset", _MEASURED, 0.75, 160),
    _right(
        "evaluatesOn",
        "Dataset",
        r"^[^.;]{0,50}"
        + _any("show* demonstrat* benchmark benchmarks test_set test_sets score scores results performance"),
        0.65,
        60,
    ),
)

#: What a mention stands for where the clause has no cue, by type and role of the sentence: predicate and weight.
DEFAULTS: Final[dict[tuple[str, str], tuple[str, float]]] = {
    **{("Task", role): ("addresses", 0.7) for role in ("title", "contribution", "method", "result")},
    ("Task", "background"): ("addresses", 0.5),
    **{("Language", role): ("covers", 0.8) for role in ("title", "contribution", "method", "result")},
    ("Language", "background"): ("covers", 0.55),
    **{("Metric", role): ("measuresWith", 0.75) for role in ("title", "contribution", "method", "result")},
    **{("Method", role): ("uses", 0.6) for role in ("title", "contribution", "method", "result")},
    **{("Model", role): ("evaluates", 0.6) for role in ("title", "contribution", "method", "result")},
    **{("Dataset", role): ("evaluatesOn", 0.6) for role in ("title", "contribution", "method", "result")},
}

#: Before a mention: the paper sets itself apart from it, or does without it.
CONTRAST: Final = re.compile(
    r"\b(?:unlike|rather than|instead of|in contrast (?:to|with)|as opposed to|other than|without(?: any| the)?|"
    r"no need (?:for|of)|does not (?:require|need|use|rely on)|do not (?:require|need|use|rely on)|not (?:using|use)|"
    r"avoid(?:s|ing)?|eliminat(?:es|ing) the need (?:for|of)|free of|inspired by)\s+(?:\w+[\s-]){0,3}$",
    re.IGNORECASE,
)
#: Around a mention: it is possible, wished for or left to others.
HYPOTHETICAL: Final = re.compile(
    r"\b(?:could|might|would|future|potential(?:ly)? (?:be|for)|we hope|we plan|we leave|remains? to be)\b",
    re.IGNORECASE,
)
#: Topics of a whole paper: what is done to the models that such a paper runs, by the pattern that tells the topic.
TOPICS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (
        "quantizes",
        re.compile(r"\bquanti[sz]\w+|\b\w*quant\b|\bbinari[sz]\w+|\b\d(?:\.\d+)?-bit\b|\bW\dA\d+\b", re.IGNORECASE),
    ),
    ("prunes", re.compile(r"\bprun(?:e|ed|ing|er)\b|\bspars(?:ity|ification)\b|\bsparse LLMs?\b", re.IGNORECASE)),
    ("merges", re.compile(r"\bmodel[- ]merging\b|\bmerging\b", re.IGNORECASE)),
)
