"""What the authors say that they do: "we introduce a new corpus" is to make data, "we ask whether" is to study.

A bag of words learns each verb and each noun on its own, and from few annotated papers most of them never. Here verbs
fall into a dozen acts, nouns into a dozen kinds of things, and entities that were found stand as their type, so that
a statement says the same whichever words it is put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from extractors.document import Notes, Sentence

__all__ = ["Statement", "act_of", "head_kind", "kind_of", "statements", "words_of"]


def _table(**words: str) -> dict[str, str]:
    return {word: kind for kind, listed in words.items() for word in listed.split()}


_KINDS: Final = _table(
    model="""model llm lm vlm mllm plm lmm slm checkpoint chatbot transformer encoder autoencoder vla bert gpt llama
        lvlm moe assistant parser tagger generator""",
    data="""dataset corpus treebank lexicon dictionary wordnet resource database collection data testset annotation
        guideline ontology""",
    benchmark="benchmark testbed suite leaderboard arena challenge exam competition test",
    method="""method approach algorithm technique strategy paradigm scheme mechanism module objective loss recipe
        procedure variant extension regularizer sampling decoding distillation tuning prompting pruning quantization
        learning training optimizer attack defense estimator policy pretraining fine-tuning finetuning attention
        embedding representation adapter way solution protocol""",
    framework="framework pipeline architecture network workflow",
    system="""system toolkit library tool platform engine package software compiler demo demonstration interface
        infrastructure ecosystem accelerator kernel scheduler environment toolbox simulator plugin app application
        implementation hardware prototype server cluster codebase repository agent service""",
    study="""study analysis investigation evaluation comparison experiment assessment exploration inquiry examination
        experimentation""",
    survey="""survey review overview taxonomy tutorial introduction history roadmap primer guide summary literature
        landscape state-of-the-art categorization discussion""",
    view="perspective vision position argument opinion lesson recommendation debate manifesto paper case view call",
    finding="""result finding evidence insight observation answer effect impact role behavior phenomenon ability
        capability performance limitation relationship extent law difference factor understanding""",
    metric="metric measure score index",
    task="task problem question setting",
)
_ACTS: Final = _table(
    make="""propose introduce present develop design devise formulate create build construct describe offer contribute
        provide put invent establish derive""",
    release="release open-source publish share opensource make",
    collect="collect curate compile annotate gather assemble crawl translate extend expand",
    train="train pretrain pre-train fine-tune finetune adapt scale continue instruction-tune tune distill",
    study="""study investigate explore examine analyze analyse evaluate compare assess probe test measure ask quantify
        benchmark characterize revisit understand look identify inspect conduct perform seek audit replicate reproduce
        aim focus consider""",
    find="""find observe show reveal demonstrate report discover note uncover conclude confirm suggest see achieve
        obtain hypothesize highlight disclose""",
    survey="""review survey summarize overview categorize classify discuss outline cover synthesize delve organize
        trace""",
    argue="argue advocate posit believe envision reflect contend claim critique challenge urge recommend call",
    use="use leverage apply employ utilize adopt exploit integrate combine incorporate",
    address="address tackle solve improve enhance overcome mitigate enable reduce optimize",
    implement="implement deploy run",
)
_IRREGULAR: Final = dict(
    pair.split("=")
    for pair in """built=build found=find made=make showed=show shown=show sought=seek abilities=ability
    analyses=analysis capabilities=capability corpora=corpus dictionaries=dictionary indices=index libraries=library
    losses=loss ontologies=ontology policies=policy strategies=strategy studies=study taxonomies=taxonomy""".split()
)
#: Nouns for many of what follows "of": the head is behind it.
_MANY: Final = frozenset("family suite series set collection class group pair variety range number type".split())
_ARTICLES: Final = frozenset(("a", "an", "the"))
_PHRASE_END: Final = frozenset(
    """for that which to of in on with from by using based capable designed trained built where whose containing
    consisting covering comprising aimed specifically tailored and as over via through is are has can when while between
    about against under at into , ; : ( ) .""".split()
)
_PRONOUNS: Final = frozenset(("we", "i"))
_POINTERS: Final = frozenset(("this", "the", "our"))
_WORKS: Final = frozenset(
    """paper work study article report survey project research manuscript review thesis author authors tutorial
    investigation contribution contributions""".split()
)
_BEFORE_VERB: Final = frozenset(
    """also then first further thus therefore finally here now have has will aim aims to try seek not only both can do
    be in this paper work article ,""".split()
)
#: Words between the subject and its verb, between the verb and one coordinated with it, and of an object that are read.
_TO_VERB, _TO_NEXT_VERB, _OF_OBJECT = 9, 25, 15
_WORD: Final = re.compile(r"[a-z][\w+'-]*|[.,;:()?!]|\d[\w.,%]*")
_NEW: Final = frozenset(("novel", "new", "first"))


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that the authors say they do.

    Attributes
    ----------
    act : str
        Kind of the verb.
    thing : str
        Kind of the object's head noun; the type of an entity such as "@own-model"; empty if neither is known.
    own : tuple of str
        Types of the entities in the object that are the paper's own.
    is_new : bool
        True if the object is called new.
    """

    act: str
    thing: str
    own: tuple[str, ...] = ()
    is_new: bool = False


@lru_cache(maxsize=16384)
def kind_of(noun: str) -> str:
    """Kind of thing that `noun`, singular or plural, stands for; empty if it is none.

    >>> kind_of("corpora"), kind_of("sub-benchmark"), kind_of("banana")
    ('data', 'benchmark', '')
    """
    single = _singular(noun)
    return _KINDS.get(noun) or _KINDS.get(single) or _KINDS.get(single.rsplit("-", 1)[-1], "")


def _singular(noun: str) -> str:
    return _IRREGULAR.get(noun) or (noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun)


@lru_cache(maxsize=16384)
def act_of(verb: str) -> str:
    """Act that `verb` stands for in any of its forms; empty if it is none.

    >>> act_of("proposing"), act_of("studied"), act_of("sleeps")
    ('make', 'study', '')
    """
    stems = [verb, _IRREGULAR.get(verb, verb)]
    for ending, others in (("ies", "y"), ("es", "e"), ("s", ""), ("ied", "y"), ("ed", "e"), ("ing", "e")):
        if verb.endswith(ending):
            stem = verb[: -len(ending)]
            stems += [stem, stem + others]
            if stem[-2:-1] == stem[-1:]:
                stems.append(stem[:-1])
    return next((_ACTS[stem] for stem in stems if stem in _ACTS), "")


def head_kind(words: Sequence[str]) -> str:
    """Kind of the head noun of the phrase that `words` begin with; the type of an entity in it where no noun has one.

    >>> head_kind("a lightweight and friendly toolkit for counting".split())
    'system'
    >>> head_kind("a family of open language models".split())
    'many-model'
    """
    end = next((i for i, word in enumerate(words) if word in _PHRASE_END), len(words))
    phrase = words[:end]
    noun = _singular(phrase[-1]) if phrase else ""
    if noun in _MANY and words[end : end + 1] == ["of"]:
        found = head_kind(words[end + 1 :])
        if found:
            return f"many-{found}" if noun in ("family", "series", "suite") else found
    entity = ""
    for word in reversed(phrase):
        if word[0] == "@":
            entity = entity or word
        elif kind := kind_of(word):
            return kind
    if not entity and end < min(len(words) - 1, 6) and words[end] in ("and", ","):
        return head_kind(words[end + 1 :])
    return entity


def words_of(notes: Notes, sentence: Sentence) -> list[str]:
    """Words and marks of `sentence` in small letters, each entity as its type: "@dataset", or "@own-dataset"."""
    text = notes.lowered
    words: list[str] = []
    position = sentence.start
    for mention in notes.mentions:
        if mention.start >= position and mention.end <= sentence.end:
            words += _WORD.findall(text, position, mention.start)
            words.append(f"@{'own-' if mention.is_introduced else ''}{mention.type.lower()}")
            position = mention.end
    return words + _WORD.findall(text, position, sentence.end)


def statements(words: Sequence[str]) -> Iterator[Statement]:
    """What the authors say in the sentence of these words that they do, in order."""
    for i, word in enumerate(words):
        if word in _PRONOUNS:
            start = i + 1
        elif word in _POINTERS and (found := [j for j in (i + 1, i + 2) if words[j : j + 1] and words[j] in _WORKS]):
            start = found[0] + 1
        else:
            continue
        last = min(len(words), start + _TO_VERB)
        verb = next((j for j in range(start, last) if not _stands_before_verb(words[j])), last)
        if verb == last:
            continue
        if act := act_of(words[verb]):
            yield _statement(act, words, verb)
        for j in range(verb + 1, min(verb + _TO_NEXT_VERB, len(words) - 1)):
            if words[j] in (".", ";") or words[j] in _PRONOUNS:
                break
            if words[j] in ("and", ",") and (act := act_of(words[j + 1])):
                yield _statement(act, words, j + 1)


def _stands_before_verb(word: str) -> bool:
    return word in _BEFORE_VERB or word.endswith("ly")


def _statement(act: str, words: Sequence[str], verb: int) -> Statement:
    thing = [word for word in words[verb + 1 : verb + 1 + _OF_OBJECT] if word not in _ARTICLES]
    own = tuple(word for word in thing[:8] if word.startswith("@own"))
    return Statement(act, head_kind(thing), own, not _NEW.isdisjoint(thing[:4]))
