"""The words by which papers say what they do with a thing, as data: one table that `extractors.relations` applies.

A cue is looked for in the clause of a mention, left or right of it, with the mentions around it blanked out, so that
"fine-tune A, B and C" reaches C. Weights are how sure the cue makes the predicate, 0 to 1; they are ranks rather than
probabilities, and tests hold their order.

All patterns here are for text in lower case, which costs half as much to search as ignoring case does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

__all__ = [
    "ACTIONS",
    "ASKED",
    "COMPARED",
    "CONTRAST",
    "CUES",
    "DEEDS",
    "DEFAULTS",
    "DESIGN",
    "HYPOTHETICAL",
    "MEASURES",
    "NEGATED",
    "PLAYS_A_PART",
    "PLAYS_A_PART_BEFORE",
    "SERVED",
    "TOPICS",
    "TRAINS",
    "Cue",
    "Topic",
]

#: What papers do to a model; rare beside the rest, and what people ask for most.
ACTIONS: Final = frozenset({"quantizes", "prunes", "distills", "merges", "fineTunes", "pretrains"})


_NOTHING: Final = re.compile(r"(?!)")


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
    stop : re.Pattern
        What may not lie between them, because the cue is said of something else then; nothing by default.
    """

    predicate: str
    types: frozenset[str]
    side: Literal["left", "right"]
    pattern: re.Pattern[str]
    weight: float
    reach: int
    stop: re.Pattern[str] = _NOTHING

    @property
    def is_action(self) -> bool:
        """True if it tells what is done to a model, which a negation or the word "others" takes back."""
        return self.predicate in ACTIONS


@dataclass(frozen=True, slots=True)
class Topic:
    """What a paper as a whole may do to models.

    Attributes
    ----------
    pattern : re.Pattern
        Tells it where a title has it once, or the authors' own sentences have it `often`.
    stems : tuple of str
        Without one of these in the text there is no match, which is seen a hundred times faster.
    """

    predicate: str
    pattern: re.Pattern[str]
    stems: tuple[str, ...]
    often: int


def _any(words: str) -> str:
    """Alternation of `words`: ``*`` stands for any ending, ``_`` for a blank or a hyphen."""
    return r"\b(?:" + "|".join(word.replace("*", r"\w*").replace("_", r"[\s-]?") for word in words.split()) + r")\b"


def _left(predicate: str, types: str, pattern: str, weight: float, reach: int) -> Cue:
    return Cue(predicate, frozenset(types.split()), "left", re.compile(pattern), weight, reach)


def _right(predicate: str, types: str, pattern: str, weight: float, reach: int) -> Cue:
    return Cue(predicate, frozenset(types.split()), "right", re.compile(pattern), weight, reach)


#: Between a verb and its object: another verb, a comparison or a way of asking instead of training.
_ASIDE: Final = (
    r"than|versus|vs|against|compar\w+|outperform\w*|surpass\w*|exceed\w*|rival\w*|beats?|match(?:es|ing)?|unlike|"
    r"evaluat\w+|achiev\w+|tested|testing|prompt\w*|zero[- ]shot|few[- ]shot|in[- ]context|generated|annotated|judged?|"
    r"without|instead|rather|not|(?:by|from|via|using|through) (?:the )?(?:[\w-]+ ){0,2}(?:of )?(?:\x00|$)"
)
_OFF_OBJECT: Final = re.compile(rf"\b(?:{_ASIDE})")
#: The same for a participle before a name; a noun that it belongs to must lead on to the name.
_OFF_NOUN: Final = re.compile(
    rf"\b(?:{_ASIDE})|\b(?:models?|llms?|plms?|systems?|baselines?|classifiers?|methods?|approach(?:es)?|networks?|"
    r"transformers?)\b(?!\s*(?:[,:(\x00]|such as|like|including|namely|based on|of\b|$))"
)
#: Names that follow in a list, and the noun behind them: "X, Y and Z models". Names are cut up in one way only.
_LIST: Final = (
    r"^(?:[\s,/&]*(?:\b(?:and|or)\b\s*)?\x00++)*(?:-based\b)?[\s)\"'”]*"
    r"(?:(?!(?:with|and|to|than|by|from|over|of|for|on|in)\b)\w+ )?"
    r"(?:(?:models?|variants?|checkpoints?|backbones?|family)\b)?"
)
_AUXILIARY: Final = (
    r"[\s,(]*(?:(?:is|are|was|were|be|been|being|has|have|that|which|we|can|both|all|each|then|further|first|also|"
    r"\w+ly)\s+){0,4}"
)
#: Behind a participle that stands after its noun: "models fine-tuned for X" are not X.
_NOT_BEHIND: Final = r"(?!\s+(?:on|for|using|with|by|in|to|via|from|over|through|at|under|and)\b)"
_TUNE: Final = r"(?:fine-?\s?|instruction[- ]|instruct[- ])?tun(?:e|es|ing)"
_TUNED: Final = r"(?:fine-?\s?|instruction[- ]|instruct[- ]|lora[- ]|preference[- ])tuned"


def _action(predicate: str, side: Literal["left", "right"], pattern: str, weight: float, reach: int) -> Cue:
    stop = _OFF_OBJECT if side == "left" else _NOTHING
    return Cue(predicate, frozenset({"Model"}), side, re.compile(pattern), weight, reach, stop)


def _frames(predicate: str, doing: str, done: str, action: str) -> tuple[Cue, ...]:
    """The ways to say an action: by verb, by participle before and behind the name, by noun before and behind it.

    Parameters
    ----------
    predicate : str
        The action.
    doing, done, action : str
        Its finite and -ing forms, its participles, and its nouns, as alternations.
    """
    participle = re.compile(rf"\b(?:{done})\b{_NOT_BEHIND}")
    return (
        _action(predicate, "left", rf"\b(?:{doing})\b", 0.85, 55),
        Cue(predicate, frozenset({"Model"}), "left", participle, 0.8, 45, _OFF_NOUN),
        _action(predicate, "left", rf"\b(?:{action})\b[^,.;]{{0,40}}\b(?:of|for|on|to|in|with)\b", 0.75, 40),
        _action(predicate, "right", rf"{_LIST}{_AUXILIARY}(?:{done})\b", 0.85, 60),
        _action(predicate, "right", rf"^(?:\s+models?|-based models?)?[\s-]+(?:{action}|{doing})\b", 0.75, 30),
    )


_QUANTIZES: Final = (
    *_frames(
        "quantizes",
        r"(?:quanti|binari|ternari)[sz](?:e|es|ing)",
        r"(?:quanti|binari|ternari)[sz]ed|low-bit|\d(?:\.\d+)?-bit|int[48]",
        r"(?:quanti|binari|ternari)[sz]ation|(?:low|\d(?:\.\d+)?)-bit|ptq|qat|gptq|awq",
    ),
    _action(
        "quantizes",
        "right",
        r"^[^,]{0,40}\b(?:to|at|with|in|under|using|for)\s+(?:only |just |around )?"
        r"(?:\d(?:\.\d+)?[- ]bits?|int[48]|w\da\d|fp[48]|nf4|(?:two|three|four|eight) bits?|(?:ultra-)?low[- ]bit)",
        0.8,
        60,
    ),
)
_PRUNES: Final = (
    *_frames(
        "prunes",
        r"prun(?:e|es|ing)|sparsify(?:ing)?|sparsifies|slim(?:s|ming)?|shear(?:s|ing)?",
        r"pruned|sparsified|slimmed|sheared",
        r"pruning|sparsity|sparsification|layer (?:dropping|removal)",
    ),
    _left(
        "prunes",
        "Model",
        r"\b(?:remov|dropp?|discard|delet|cut|zero(?:ing)? out)\w*\b[^.;]{0,40}"
        r"\b(?:layers?|heads?|parameters?|weights?|neurons?|blocks?|experts?|channels?)\b"
        r"[^.;]{0,15}\b(?:of|from|in)\b",
        0.75,
        25,
    ),
    _action(
        "prunes",
        "right",
        _LIST + r"(?:'s|’s)? ?(?:to|at|with|by|under)\s+(?:\w+ )?(?:\d+ ?% |high |unstructured |structured )*sparsity",
        0.75,
        50,
    ),
)
#: A distilled variant of a model is just another model, so that the participle before a name says nothing.
_DISTILLS: Final = (
    _action("distills", "left", r"\bdistill?(?:s|ing)?\b", 0.85, 40),
    _left("distills", "Model", r"\bdistill?(?:s|ed|ing|ation)?\b[^.;]{0,60}?\b(?:from|into|to)\b", 0.85, 40),
    _left("distills", "Model", r"\bdistillation\b[^,.;]{0,20}\b(?:of|for|on|with|between)\b", 0.75, 40),
    _left(
        "distills",
        "Model",
        r"\btransfer\w*\b[^,.;]{0,25}\b(?:knowledge|abilit\w+|capabilit\w+|skills?|reasoning)\b"
        r"[^.;]{0,40}\b(?:from|of|to|into)\b",
        0.6,
        40,
    ),
    _left(
        "distills",
        "Model",
        r"\b(?:teacher|student)\b(?: (?:language )?(?:models?|llms?|networks?))?[\s,(]*"
        r"(?:such as|like|is|are|named|e\.g\.,?|i\.e\.,?)?",
        0.7,
        12,
    ),
    _action("distills", "left", r"\b(?:mimic|imitat)\w*", 0.6, 25),
    _action("distills", "right", _LIST + _AUXILIARY + r"distill?ed\b(?! from)", 0.8, 50),
    _action("distills", "right", r"^(?:\s+models?)?[\s-]+distill?ation\b", 0.75, 30),
    _action(
        "distills",
        "right",
        r"^[^.;,]{0,30}\b(?:as|is|serves as|acts as) (?:the |a |an |our |its )?(?:\w+ )?(?:teacher|student)s?\b",
        0.8,
        60,
    ),
    _action(
        "distills",
        "right",
        r"^[^.;]{0,50}\b(?:in)?to (?:\w+ ){0,4}(?:students?|smaller|compact|lightweight|tiny)\b",
        0.5,
        60,
    ),
)
_MERGES: Final = (
    *_frames(
        "merges",
        r"merg(?:e|es|ing)|fus(?:e|es|ing)|upcycl(?:e|es|ing)",
        r"merged|upcycled|fused",
        r"merging|merger|upcycling|(?:model )?soups?|interpolation|(?:weight|checkpoint|parameter)[ -]averaging",
    ),
    _action("merges", "left", r"\b(?:merged|upcycled) from\b", 0.8, 35),
    _action(
        "merges",
        "left",
        r"\b(?:interpolat|averag)\w*\b[^.;]{0,20}\b(?:weights|checkpoints|parameters)\b[^.;]{0,10}\bof\b",
        0.75,
        30,
    ),
    _action(
        "merges",
        "right",
        _LIST + r"\s*(?:by|through|via|using) (?:\w+ )?(?:weight|checkpoint|parameter|model)[ -](?:averaging|merging|"
        r"interpolation|fusion)\b",
        0.75,
        60,
    ),
)
#: Told from "pre-trained X", which is a model as it comes, and from training one further.
_PRETRAINS: Final = (
    _left("pretrains", "Model", r"\b(?:pre-?\s?)?train(?:s|ed|ing)?\b(?=[^.]*\bfrom scratch\b)", 0.8, 60),
    _left("pretrains", "Model", r"\bfrom scratch\b", 0.6, 40),
    _right("pretrains", "Model", r"^[^,]{0,50}\bfrom scratch\b", 0.8, 60),
    _right(
        "pretrains",
        "Model",
        r"^[\s-]+(?:[\w-]+ )?architecture\b[^.;]{0,60}\b(?:pre-?\s?)?train(?:s|ed|ing)?\b",
        0.6,
        90,
    ),
    _action("pretrains", "right", _LIST + r"\s+(?:is|are|was|were) (?:\w+ )?pre-?\s?trained\b(?! by)", 0.6, 60),
    _action(
        "pretrains",
        "left",
        r"(?<!continue )(?<!continued )(?<!continual )(?<!continually )(?<!further )(?<!adaptive )(?<!additional )"
        r"\b(?:(?:we|to|and) (?:\w+ly )?pre-?\s?train|we (?:\w+ly )?pre-?\s?trained|pre-?\s?trains|"
        r"pre-?\s?training (?:an?|of|several|new|\w+ monolingual))\b",
        0.75,
        30,
    ),
)
_FINE_TUNES: Final = (
    *_frames(
        "fineTunes",
        rf"{_TUNE}|post-train(?:s|ing)?(?! quant)|(?:continu(?:e|es|ed|ing|al|ally|ous|ously)|further|domain-adaptive|"
        r"additional)(?: (?:the|to|of|their))? (?:pre-?)?train(?:s|ed|ing)?",
        rf"{_TUNED}|post-trained|(?:dpo|rlhf|sft|lora)[- ](?:optimi[sz]ed|aligned|trained)|"
        r"(?:continually|continuously|further) (?:pre-?)?trained|adapted",
        r"(?:fine-?\s?|instruction[- ]|preference[- ])tuning|adaptation|post-training(?! quant)|(?:q-?)?lora|adapters?|"
        r"sft|dpo|rlhf|continu(?:ed|al) (?:pre-?)?training",
    ),
    _action(
        "fineTunes",
        "left",
        _any("adapt adapts adapting align aligns aligning speciali[sz]e speciali[sz]ing extend extends extending"),
        0.6,
        35,
    ),
    _action(
        "fineTunes",
        "left",
        r"(?:\b(?:we|to|by|and)|\)) (?:\w+ly )?(?:re-?)?train(?:ed|ing)?\b|\bre-?train(?:ed|ing)\b",
        0.5,
        35,
    ),
    _action(
        "fineTunes",
        "right",
        _LIST + r"\s+(?:\w+ )?(?:is|are|was|were) (?:\w+ )?(?:re-?)?trained\b(?! by| from scratch)",
        0.5,
        60,
    ),
    _left(
        "fineTunes",
        "Model",
        r"\b(?:initiali[sz]ed|initiali[sz]ing|warm-started|fine-?tuned|adapted|derived|trained|starting|"
        r"bootstrapp\w+|(?:built|building|builds|developed) on top)\s+(?:of|on|from|with|on top of)\b",
        0.7,
        35,
    ),
    _left(
        "fineTunes",
        "Model",
        r"\b(?:models?|system|llm|lm|version|checkpoints?|classifier)s? (?:is |are |was |were )?"
        r"(?:built|based|building|builds) (?:up)?on\b",
        0.7,
        30,
    ),
)
#: Words that tell that a paper trains models further, wherever it says so of itself. "Aligned" and "instruction-tuned"
#: are not among them: texts are aligned, and models come instruction-tuned.
_TUNING: Final = (
    r"\b(?:fine-?\s?tun|(?<!instruction[- ])tun(?:e|ed|ing)\b|(?:q-?)?lora\b|adapters?\b|adapt(?:s|ing|ed|ation)\b|"
    r"dpo\b|preference optimi|parameter-efficient|peft\b|continu\w+ (?:its |their |the |to )?(?:pre-?)?train|"
    r"further (?:pre-?)?train|transfer learning)"
)


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

#: Between training and a dataset: what is measured there after all.
_MEASURING: Final = r"(?:evaluat|test|result|performance|accuracy|achiev|scor|improv|outperform|show|reach)\w*"
_OFF_DATA: Final = re.compile(rf"\b(?:{_MEASURING}|benchmark\w*|gains?|compar\w*|than|f1|bleu|surpass\w*|attain\w*)\b")
_PURPOSE: Final = r"(?:instruction|pre-?training|training|instruction[- ]tuning|fine-?\s?tuning|preference|sft)"
_TRAINS_ON: Final = (
    Cue(
        "trainsOn",
        frozenset({"Dataset"}),
        "left",
        re.compile(
            r"\b(?:(?:pre-?\s?)?train(?:s|ed|ing)?|(?:fine-?\s?|instruction-)?tun(?:e|es|ed|ing)|calibrat(?:e|ed|ing)|"
            r"learn(?:s|ed|ing)?|post-train\w*|adapt(?:s|ed|ing)?|distill?(?:ed|ing)?)\b"
            rf"(?:(?!\b{_MEASURING})[^.;]){{0,70}}?\b(?:on|using|with|from|over)\b"
        ),
        0.8,
        45,
        _OFF_DATA,
    ),
    _left(
        "trainsOn",
        "Dataset",
        rf"\b(?:{_PURPOSE}|calibration|alignment)[\s-]+(?:data\w*|corp\w+|sets?|collection|mixture)\b"
        r"(?: (?:of|from|called|named|is|are|like|such as|,))*",
        0.7,
        14,
    ),
    _right(
        "trainsOn",
        "Dataset",
        r"^[^.;]{0,40}\b(?:for|as|in|to|during|enables?|enabling|support\w*) (?:\w+ )?"
        r"(?:pre-?\s?train(?:ing)?|train(?:ing)?|(?:fine-?\s?|instruction[- ])?tun(?:ing|e))\b",
        0.7,
        80,
    ),
    _right(
        "trainsOn",
        "Dataset",
        r"^[^.;,]{0,12}\b(?:training|train)[\s-](?:sets?|splits?|data|portion|partition|samples|corp\w+)\b",
        0.75,
        40,
    ),
    _right(
        "trainsOn", "Dataset", rf"^[^.;]{{0,60}}\b{_PURPOSE}[\s-](?:\w+ )?(?:data\w*|corp\w+|collection)\b", 0.6, 90
    ),
    _right(
        "trainsOn",
        "Dataset",
        r"^\W*(?:\w+ )?(?:dataset |corpus |data )?,? ?(?:we|to) (?:\w+ly )?(?:further )?"
        r"(?:(?:pre-?\s?)?train|fine-?\s?tune|develop)\b",
        0.7,
        50,
    ),
)

#: The gap between a cue and a name holds determiners, adjectives and other names, which are blanked out as \x00.
CUES: Final[tuple[Cue, ...]] = (
    *_QUANTIZES,
    *_PRUNES,
    *_DISTILLS,
    *_MERGES,
    *_PRETRAINS,
    *_FINE_TUNES,
    # use as a tool
    _left("uses", "Model", _TOOL, 0.6, 25),
    _right(
        "uses",
        "Model",
        r"^(?:\W*\w+\b){0,2}\W*\b(?:as (?:an? |the |our )?(?:\w+ )?(?:judge|evaluator|annotator|generator|encoder|"
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
    *_TRAINS_ON,
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
)
#: Around a mention: it is possible, wished for or left to others.
HYPOTHETICAL: Final = re.compile(
    r"\b(?:could|might|would|future|potential(?:ly)? (?:be|for)|we hope|we plan|we leave|remains? to be)\b",
)
#: Before an action: it is not done, or by others.
NEGATED: Final = re.compile(
    r"\b(?:without|no|not|non|never|avoid\w*|instead of|rather than|need for|others|"
    r"(?:prior|previous|recent|related|existing) (?:work|works|studies|approaches|methods))[\s-]+(?:[\w-]+\s+){0,3}$"
)
#: Before a mention: what the paper's own is held against, so that what the paper does is not done to it.
COMPARED: Final = re.compile(
    r"\b(?:outperform\w*|surpass\w*|exceed\w*|beat(?:s|ing)?|rival\w*|match(?:es|ing)?|compar(?:ed|able|ably)|"
    r"compar\w+\b[^.;]{0,60}\b(?:with|to|against)|than|against|versus|vs|over|on par|competitive|unlike|similar to|"
    r"superior to|better|"
    r"(?<!with )(?<!on )(?<!to )(?<!across )"
    r"(?:strong|existing|previous|prior|conventional|other|leading|proprietary|commercial|closed|closed-source) "
    r"(?:(?!for\b|on\b)[\w-]+ ){0,3}(?:models?|llms|plms|baselines?|systems?|methods?|approaches|alternatives?)[\s,(]+"
    r"(?:such as|like|including|e\.g\.?))\b"
    r"(?:(?!\b(?:on|for|across|when)\b)(?:[^.;:\x00]|\x00++|\b(?:e\.g|i\.e)\.|\d\.\d)){0,60}+$"
)
#: Before and behind a mention: it answers, judges or makes data as it comes.
PLAYS_A_PART_BEFORE: Final = re.compile(
    r"\b(?:(?:generated|annotated|written|produced|labell?ed|created|synthesi[sz]ed|collected|translated|judged|rated|"
    r"given|obtained|derived|responses|outputs|answers|data|feedback|rationales) (?:by|from|with|using|of)|"
    r"prompt(?:s|ed|ing)?(?: (?:of|with|for))?|quer(?:y|ies|ying)|ask(?:s|ed|ing)?)\s+"
    r"(?:(?:the|an?|models?|llms?|such as|like|including) )*(?:\x00|[\s,]|and|or)*$"
)
PLAYS_A_PART: Final = re.compile(
    r"^(?:['’]s)?\W*(?:\b(?:models?|api)\b\W*)?(?:prompt\w*|(?:in |with |under )?(?:an? |the )?(?:zero|few|one)-shot|"
    r"in-context|generated|annotated|responses|outputs|answers|embeddings?|-?as-a-judge|tokenizer|"
    r"as (?:an? |the |our )?(?:[\w-]+ )?"
    r"(?:judge|evaluator|annotator|generator|assistant|oracle|engine|simulator|critic)|"
    r"to (?:generate|annotate|create|produce|extract|label|synthesi[sz]e|translate|automatically|evaluate|rewrite|"
    r"augment|simulate))\b"
)
#: Behind a mention: what is trained is another model of its design, so that it begins from scratch.
DESIGN: Final = re.compile(r"^[\s-]+(?:style|like|type|inspired|(?:[\w-]+ )?architectures?)\b")
#: In a sentence: the model is asked, not trained.
ASKED: Final = re.compile(r"\bprompt|\b(?:zero|few)-shot|\bin-context\b|\bagents?\b")
#: Topics of a whole paper: what is done to the models that such a paper runs.
TOPICS: Final[tuple[Topic, ...]] = (
    Topic(
        "quantizes",
        re.compile(
            r"(?<!vector[ -])(?<!product[ -])(?<!residual[ -])\bquanti[sz](?:e|ed|es|ing|ation)\b|quant\b|"
            r"\bbinari[sz]\w+|\b\d(?:\.\d+)?[- ]bits?\b|\bw\da\d+\b|\bptq\b"
        ),
        ("quant", "binari", "bit", "ptq", "w4a", "w8a"),
        2,
    ),
    Topic(
        "prunes",
        re.compile(
            r"(?<!data[ -])(?<!dataset[ -])(?<!token[ -])(?<!prompt[ -])\bprun(?:e|ed|es|ing|er)\b|"
            r"\bspars(?:ity|ification|ify\w*)\b|\bsparse llms?\b"
        ),
        ("prun", "spars"),
        2,
    ),
    Topic("distills", re.compile(r"(?<!data[ -])(?<!dataset[ -])\bdistill?(?:s|ed|ing|ation)?\b"), ("distil",), 2),
    Topic(
        "merges",
        re.compile(
            r"\bmodel[- ](?:merg|fus)\w+\b|(?<!token[- ])\bmerging\b(?! (?:tokens|rules|operations))|\bupcycl\w+|"
            r"\bmodel soups?\b|"
            r"\bmerg(?:ed?|es) (?:[\w-]+ ){0,2}(?:models?|llms?|checkpoints?|experts|weights|parameters)\b"
        ),
        ("merg", "upcycl", "soup", "model fus", "model-fus"),
        2,
    ),
    Topic(
        "fineTunes",
        re.compile(_TUNING),
        ("tun", "lora", "adapt", "dpo", "optimi", "peft", "efficient", "train", "transfer"),
        1,
    ),
)
#: A paper that trains something says so; the data that it alone introduces are what it trains on, benchmarks aside.
TRAINS: Final = re.compile(r"\btrain(?:s|ed|ing)?\b|\binstruction[- ]tun|\bfine-?\s?tun")
MEASURES: Final = re.compile(r"\bbenchmark|\bevaluat|\btest(?:s|ing)? (?:set|suite|bed)|\bassess")
#: Names of models that are only served: they are asked and judge, teach and are compared with, and nobody trains them.
SERVED: Final = re.compile(
    r"gpt-?(?:3\.5|[45](?!all))|(?:chat-?gpt|claude|gemini|bard|palm|grok|dall-?e|openai[- ]o\d|o[134])(?![a-z])"
)
#: Classes of words that tell what papers do with models and data, by the name of the group: what each of them tells is
#: for the relation classifier to learn, which cannot learn it from the words, each of which is in too few papers.
DEEDS: Final = re.compile(
    r"\b(?:(?P<tune>(?:fine-?\s?)?tun(?:e|es|ed|ing)\b|adapt|(?:q-?)?lora\b|align|speciali[sz]|post-train|further\b|"
    r"continu\w+ (?:to )?pre-?train)|(?P<pretrain>pre-?\s?train|from scratch\b)|(?P<train>(?:re)?train)|"
    r"(?P<quantize>quanti[sz]|\d+-bits?\b|low-bit)|(?P<prune>prun|spars)|(?P<distill>distil|teacher|student)|"
    r"(?P<merge>merg|upcycl)|(?P<prompt>prompt|(?:zero|few|one)-shot|in-context)|"
    r"(?P<compare>outperform|surpass|compar|than\b|better\b)|(?P<generate>generat|annotat|synthe)|"
    r"(?P<evaluate>evaluat|benchmark|stud(?:y|ies)|investigat|analy|assess|understand|prob(?:e|ing))|"
    r"(?P<data>datasets?\b|corpus|corpora|data\b)|(?P<share>shared task|submission|participat|at\b))"
)
