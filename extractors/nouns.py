"""Nouns that tell what a named thing is: a "corpus" is a dataset, a "framework" a method."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ontology.terms import EntityType

__all__ = ["type_of_noun", "type_of_noun_phrase"]

_TYPE_BY_NOUN: Final[dict[str, EntityType]] = {
    **dict.fromkeys(
        """dataset benchmark corpus treebank testbed testset collection suite leaderboard arena database lexicon wordnet
        dictionary exam competition resource data challenge""".split(),
        "Dataset",
    ),
    **dict.fromkeys(
        """model llm lm vlm mllm plm lmm slm checkpoint chatbot transformer encoder assistant autoencoder codec vla
        generator family series bert gpt llama lvlm moe""".split(),
        "Model",
    ),
    **dict.fromkeys(
        """method approach framework algorithm technique strategy architecture pipeline system toolkit library tool
        platform paradigm scheme mechanism module objective loss network tokenizer optimizer recipe procedure engine
        package workflow adapter agent software layer prompting tuning training attention decoding distillation
        quantization pruning learning sampling protocol estimator regularizer attack defense kernel compiler scheduler
        interface environment toolbox annotator parser tagger classifier plugin solution prompt embedding
        representation variant extension component policy planner retriever reranker simulator""".split(),
        "Method",
    ),
    **dict.fromkeys("metric measure score index".split(), "Metric"),
}
_IRREGULAR: Final = {
    "corpora": "corpus",
    "dictionaries": "dictionary",
    "families": "family",
    "indices": "index",
    "libraries": "library",
    "losses": "loss",
    "policies": "policy",
    "series": "series",
    "strategies": "strategy",
}
_PHRASE_END: Final = re.compile(
    r"[,;:(]|\s(?:for|that|which|to|of|in|on|with|from|by|using|based|capable|designed|trained|built|where|whose|"
    r"containing|consisting|covering|comprising|aimed|specifically|tailored|and|as|over|via|through|is|are|has|can)\b"
)
_COLLECTIVE: Final = re.compile(
    r"^(?:[\w-]+\s+){0,4}?(?:family|suite|series|set|collection|class|group|pair|herd)\s+of\s+(?P<rest>[^.,;:(]+)"
)
_NOUN: Final = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
#: Of so many words at the end of a noun phrase one tells what it is.
_HEAD: Final = 3


def type_of_noun_phrase(phrase: str) -> EntityType | None:
    """Type that the head noun of `phrase` stands for, or None; the phrase ends where a preposition or a clause begins.

    >>> type_of_noun_phrase("multilingual benchmark for question answering models")
    'Dataset'
    >>> type_of_noun_phrase("family of open language models")
    'Model'
    >>> type_of_noun_phrase("Compressing language models")
    """
    of = _COLLECTIVE.match(phrase)
    if of and (found := type_of_noun_phrase(of["rest"])):
        return found
    words = _NOUN.findall(_PHRASE_END.split(phrase, maxsplit=1)[0])
    if len(words) > 1 and words[0].endswith("ing") and not type_of_noun(words[1]):
        return None  # "Improving speech models" tells what is done, "training recipe" what it is
    for word in reversed(words[-_HEAD:]):
        if found := type_of_noun(word):
            return found
    return None


@lru_cache(maxsize=16384)
def type_of_noun(word: str) -> EntityType | None:
    """Type of what `word` is said of, in singular or plural, alone or behind a hyphen; None if it tells none.

    >>> type_of_noun("corpora"), type_of_noun("Toolkits"), type_of_noun("mini-benchmark"), type_of_noun("idea")
    ('Dataset', 'Method', 'Dataset', None)
    """
    folded = word.casefold()
    singular = _IRREGULAR.get(folded, folded[:-1] if folded.endswith("s") and not folded.endswith("ss") else folded)
    return _TYPE_BY_NOUN.get(singular) or _TYPE_BY_NOUN.get(folded) or _TYPE_BY_NOUN.get(singular.rsplit("-", 1)[-1])
