"""Names that no list knows: which words are names, which are the paper's own, and what type of thing each is.

First every word is found that is spelt like a name. Then each place where a name stands is evidence for or against that
the paper introduces it ("we present X", "a corpus called X", "X: a benchmark for ..." against "unlike X", "such as X"),
and for its type ("the X benchmark", "X, a framework"). Evidence is summed over all places; a name with enough of it is
the paper's own. A name without it still counts as a thing that the paper speaks of if a noun beside it tells its type.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from extractors.document import Candidate, NameReading, Notes, Role, notes_of
from extractors.linking import canonical_name
from extractors.model_mentions import is_version_at
from extractors.nouns import type_of_noun, type_of_noun_phrase
from ontology.identity import identify
from ontology.terms import EntityType
from ontology.vocabulary import Concept, Vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["IntroductionFinder", "NameEvidence"]

_VERBS: Final = (
    r"(?:introduc|propos|releas|creat|describ|open-?sourc|publish|contribut|curat|compil|devis|provid|deriv|produc|"
    r"formulat|unveil|announc)(?:e|es|ed|ing|s)?|(?:present|develop|design|construct|collect|offer|implement|obtain|"
    r"pre-?train|train|demo)(?:s|ed|ing)?|buil(?:d|ds|t|ding)|put forward"
)
_OWN_SUBJECT: Final = (
    r"(?:\b[Ww]e\b|\bI\b|\b[Tt]his (?:\w+ ){0,2}(?:paper|work|article|study|report)\b|\b[Tt]he (?:paper|authors)\b|"
    r"\b[Oo]ur (?:work|paper|study|contributions?)\b|\b(?:called|named)\b|^[A-Z]\w+ing\b|\b[Tt]o this end\b)"
)
#: What may stand between the verb and the name: determiners and adjectives, other names, but no new phrase.
_MODIFIERS: Final = (
    r"(?:(?!(?:for|of|on|to|with|in|by|from|that|which|using|via|over|between|how|about|against|"
    r"based|under|at|as|into|through|after|without|than|when|across|is|are)\b)[\w/'-]+,?\s+){0,7}?"
)
_OBJECT: Final = re.compile(rf"{_OWN_SUBJECT}[^.;]{{0,70}}?\b(?:{_VERBS})\s+{_MODIFIERS}[\"'“‘(]?$")
_BARE_OBJECT: Final = re.compile(rf"\b(?:{_VERBS})\s+{_MODIFIERS}[\"'“‘(]?$")
_CALLED: Final = re.compile(
    r"(?:\b(?:called|named|dubbed|termed|coined|titled|entitled|namely|nicknamed|christened)|\b(?:referred to|"
    r"denoted|known|"
    r"abbreviated|refer to (?:it|this|them|\w+ \w+))\s+(?:as|by)|\bi\.e\.,?|\b(?:call|name|dub|term|coin)\s+(?:it|"
    r"this|them|our \w+|the \w+|\w+ \w+)?)"
    r"\s*(?:the\s+)?[\"'“‘`(]*$"
)
_APPOSED: Final = re.compile(rf"\b(?:{_VERBS})\b[^.;]{{4,150}}(?:,|:|\s--?|\s?[—–])\s+(?:and\s+)?[\"'“‘]?$")
#: What every match of `_APPOSED` ends with.
_APPOSITION_MARK: Final = re.compile(r"[,:—–-]\s+(?:and\s+)?[\"'“‘]?$")
#: This one and `_FOREIGN` are for text in lower case.
_POSSESSED: Final = re.compile(r"\b(?:our|proposed|the resulting|resulting)\s+(?:[\w-]+\s+){0,2}[\"'“‘]?$")
_FOREIGN: Final = re.compile(
    r"\b(?:unlike|such as|like|including|e\.g\.,?|than|over|against|outperform\w*|surpass\w*|compared (?:to|with)|"
    r"existing|"
    r"previous|prior|based on|built on|on top of|inspired by|following|from|of|beat\w*|exceed\w*|state-of-the-art|"
    r"popular|"
    r"fine-tun\w+|evaluat\w+|across|on|widely[- ]used|rival\w*)\s+(?:the\s+|an?\s+)?(?:[\w-]+\s+){0,2}[\"'“‘(]?$"
)
#: No pattern above that ends at the name, `_OBJECT` and `_APPOSED` aside, reaches further back than so many words:
#: a verb of two ("put forward"), seven modifiers and an opening quote.
_NEAR: Final = 11
_PASSIVE: Final = re.compile(
    r"^(?:\s*\([^)]*\))?,?\s+(?:is|are|was|were|has been|have been)\s+(?:also\s+)?(?:introduced|presented|proposed|"
    r"released|"
    r"developed|created|designed|built|constructed)\b"
)
_DEFINED: Final = re.compile(
    r"^(?:\s*\([^)]*\))?(?:,|\s+is|\s+are|\s*:|\s--?|\s?[—–])\s+(?P<phrase>(?:an?|the first|our|"
    r"the largest)\s+.{3,90})",
    re.DOTALL,
)
_SUBJECT: Final = re.compile(
    r"^(?:\s*\([^)]*\))?\s+(?:(?:significantly|consistently|also|further|substantially|not only|can|could|"
    r"effectively)\s+)*(?:outperform|achiev|improv|surpass|reduc|"
    r"consist|contain|compris|enabl|leverag|support|cover|employ|use|provid|utiliz|introduc|exhibit|demonstrat|"
    r"includ|offer|address|combin|deliver|exceed|incorporat|allow|adopt|integrat|operat)\w*\b"
)
_TITLE_HEAD: Final = re.compile(
    r"^(?:Introducing\s+|The\s+)?(?P<name>[^:]{2,60}?)\s*(?::|\s--|\s-|\s?—|\s?–)\s+(?P<rest>\S.*)$", re.DOTALL
)
_TITLE_REPORT: Final = re.compile(
    r"^(?:The\s+|Introducing\s+)?(?P<name>\S+(?:\s\S+){0,3}?)\s+(?:Technical|System) (?:Report|Card)", re.DOTALL
)

#: The small letters at its beginning are taken as a whole, or every word would be gone through twice.
_NAME_WORD: Final = (
    r"(?:[A-Z][\w+*]*(?:[-.'][\w+]+)*|[a-z]++(?:[A-Z0-9][\w+]*(?:[-.][\w+]+)*|(?:-[a-z]+)*-[A-Z][\w-]*))"
)
_NAMES: Final = re.compile(rf"(?<![\w@/.-]){_NAME_WORD}(?:[ ](?:{_NAME_WORD}|\d+(?:\.\d+)*(?![\w%]))){{0,3}}")
#: Words that begin with a capital, or are all capitals, without naming anything that this module is after.
_COMMON: Final = frozenset(
    """a an the this these those we our it its in on at for to from by with of and or but as is are was if when while
    however moreover furthermore additionally finally first second third here there then thus hence both each
    such some most many new novel large language model models llm llms lm lms nlp ai ml nlu nlg nmt mt asr tts
    qa ir ie vlm vlms mllm mllms plm plms kg kgs gpu gpus cpu cpus api apis url transformer transformers towards
    toward using learning evaluation results experiments extensive code data deep neural machine natural
    artificial intelligence processing research study task tasks shared sota table figure section internet
    google meta openai microsoft facebook amazon github huggingface anthropic nvidia deepmind apple ibm alibaba
    tencent baidu huawei bytedance stanford eu us usa uk un covid covid-19 acl emnlp naacl eacl coling neurips
    iclr icml aaai ijcai ood id nn dnn ui gui id3 phd iot hpc agi stem web www html xml json pdf i ii iii iv v
    vi also although despite existing recent recently specifically unlike through therefore nevertheless
    meanwhile unfortunately given since because even yet still not no after before during under over between
    among across within without against one two three four five how what why who where which can do does could
    should may might will leveraging building based training pre-training fine-tuning their they them he she his
    her to-do see all any every other another more less few several various different same only just well
    code-mixed non-english english-centric 2d 3d 4d 5g rq1 rq2 rq3 llm-based llm-generated ai-generated
    gpt-based bert-based transformer-based apache mit cc-by cc creative commons license licence mixture
    efficient non-autoregressive tpu tpus kaggle colab english-only multi-modal q&a a100 h100 v100 b c d e f g h
    j k l m n o p q r s t u w x y z""".split()
)
_URL: Final = re.compile(r"https?://\S+")
_WORD: Final = re.compile(r"\S+")
_NOUN_PART: Final = re.compile(r"[A-Za-z-]+")
_ARTICLE: Final = re.compile(r"^(?:an?|the)\s+", re.IGNORECASE)
_DETERMINER: Final = re.compile(r"^(?:an?|the first|our|the largest)\s+")
_NOVEL: Final = re.compile(r"\b(?:novel|new|first)\b")
_BEHIND: Final = re.compile(r"\s*(?:\([^)]*\))?\s?-?((?:[a-z-]+\s+){0,2}?)([a-z-]+)")
_STOP: Final = re.compile(r"\s*[,.;:]")
_CALLING: Final = re.compile(r"\b(?:called|named|dubbed|termed|coined|namely|referred to as|i\.e\.)\b")
_CALLED_SMALL: Final = re.compile(r"\b(?:called|named|dubbed|termed|coined)\s+[\"'“‘]?([a-z]+(?:-[a-z]+)+)")
_NUMBER_OR_INITIAL: Final = re.compile(r"\d[\w.]*|[A-Z]\.?")
_DATASET_INSIDE: Final = re.compile(r"QA(?:\b|$|-)|MT-?\d\d|NLI\b")
_DATASET_ENDING: Final = re.compile(
    r"(?:bench|benchmark|corpus|dataset|bank|(?<!i)eval|arena|exam|instruct-?\d+k|glue|-\d+k|tree|test|gold)$"
)
_MODEL_ENDING: Final = re.compile(
    r"(?:bert|gpt|llama|lm|lms|llava|t5|bart|former|vl|coder|chat|mistral|qwen|gemma|llm|whisper|moe|\d+b)$"
)
#: Evidence that makes a name the paper's own.
_ENOUGH: Final = 0.6
#: Evidence against it: the vocabulary has the name.
_LISTED: Final = 0.35


#: Name, offset and description of a title such as "Foo: a benchmark for bars".
_Head = tuple[str, int, str]


@dataclass(slots=True)
class NameEvidence:
    """What the text says about one name."""

    name: str
    spans: list[tuple[int, int]] = field(default_factory=list)
    #: Concepts of any type that have this name.
    known: tuple[Concept, ...] = ()
    score: float = 0.0
    #: By how much the score was lowered because the vocabulary knows the name.
    lowered_by: float = 0.0
    votes: Counter[EntityType] = field(default_factory=Counter)

    @property
    def type(self) -> EntityType | None:
        """The type with the most votes; ties go to the more specific type."""
        if not self.votes:
            return None
        order = ("Dataset", "Model", "Metric", "Method", "Task", "Language")
        return max(self.votes, key=lambda kind: (self.votes[kind], -order.index(kind)))


def _type_of_shape(name: str) -> EntityType | None:
    """Type that the spelling of a name suggests."""
    folded = name.casefold()
    if _DATASET_INSIDE.search(name) or _DATASET_ENDING.search(folded):
        return "Dataset"
    if _MODEL_ENDING.search(folded):
        return "Model"
    return None


class IntroductionFinder:
    """Component `paperkg_introductions`: adds names that the paper coins, and marks what it introduces."""

    _vocabulary: Vocabulary

    def use(self, vocabulary: Vocabulary) -> None:
        """Take the names that are known."""
        self._vocabulary = vocabulary

    def __call__(self, doc: Doc) -> Doc:
        """Find the names of `doc` and judge them."""
        notes = notes_of(doc)
        names = self._names(notes)
        head = _title_head(notes)
        urls = " ".join(_URL.findall(notes.text)).casefold()
        for evidence in names.values():
            self._weigh(evidence, notes, head, urls)
        _share_with_abbreviations(names, notes)
        notes.add(self._candidates(names, notes))
        notes.names = tuple(
            NameReading(tuple(one.spans), one.score + one.lowered_by, one.type) for one in names.values()
        )
        return doc

    def _names(self, notes: Notes) -> dict[str, NameEvidence]:
        """Every name of the text with all its places."""
        text = notes.text
        names: dict[str, NameEvidence] = {}

        def add(name: str, start: int) -> None:
            evidence = names.setdefault(name, NameEvidence(name))
            span = (start, start + len(name))
            if span not in evidence.spans:
                evidence.spans.append(span)

        for match in _NAMES.finditer(text):
            for name, start in _trim(match[0], match.start(), notes):
                if name in names or _is_name(name, text):
                    add(name, start)
        head = _title_head(notes)
        if head:
            name, start, _ = head
            add(name, start)
        for name in list(names):
            for start in occurrences(name, text):
                add(name, start)
        for name, start in _called(text):
            add(name, start)
        for abbreviation in notes.abbreviations:
            if abbreviation.short.casefold() not in _COMMON:
                add(abbreviation.short, abbreviation.short_start)
                add(abbreviation.long, abbreviation.long_start)
        for evidence in names.values():
            evidence.spans.sort()
            evidence.known = self._vocabulary.find(evidence.name)
        return names

    def _weigh(self, evidence: NameEvidence, notes: Notes, head: _Head | None, urls: str) -> None:
        """Sum up what the places of a name say."""
        text = notes.text
        total = 0.0
        best_positive = 0.0
        if head and head[0] == evidence.name:
            best_positive = 1.0 if len(evidence.spans) > 1 else 0.7
            if found := type_of_noun_phrase(_ARTICLE.sub("", head[2])):
                evidence.votes[found] += 2
        elif evidence.spans and notes.sentences and evidence.spans[0][0] < notes.sentences[0].end:
            total += 0.1
        for start, end in evidence.spans:
            sentence = notes.sentence_at(start)
            left = text[max(sentence.start, start - 170) : start]
            right = text[end : min(sentence.end, end + 130)]
            near = _last_words(left, _NEAR)
            near_lowered = notes.lowered[start - len(near) : start]
            is_presented = _CALLED.search(near) is not None or _is_apposed(left, near)
            found_here = _presentation(left, near, near_lowered, sentence.role)
            if _PASSIVE.match(right):
                found_here = max(found_here, 0.65)
            defined = _DEFINED.match(right)
            if defined:
                if found := type_of_noun_phrase(_DETERMINER.sub("", defined["phrase"])):
                    evidence.votes[found] += 2
                if sentence.role != "background":
                    found_here += 0.25 if _NOVEL.search(defined["phrase"][:40]) else 0.15
            _vote(evidence, _nouns_before(left, 14) if is_presented else _nouns_before(near, 2), right)
            if found_here < 0.4 and _FOREIGN.search(near_lowered):
                total -= 0.25
            elif _SUBJECT.match(right) and sentence.role != "background":
                total += 0.2
            if sentence.role == "background" and not found_here:
                total -= 0.15
            best_positive = max(best_positive, found_here)
        if evidence.name.casefold() in urls:
            total += 0.3
        if len(evidence.spans) >= 3:
            total += 0.1
        if any(evidence.name in c.labels and evidence.name not in c.ambiguous_labels for c in evidence.known):
            evidence.lowered_by = _LISTED
        evidence.score = best_positive + max(-0.6, min(0.35, total - evidence.lowered_by))

    def _candidates(self, names: dict[str, NameEvidence], notes: Notes) -> Iterator[Candidate]:
        for evidence in names.values():
            is_own = evidence.score >= _ENOUGH
            shape = _type_of_shape(evidence.name)
            if shape:
                evidence.votes[shape] += 2
            kind = evidence.type
            if evidence.known:
                exact = [c for c in evidence.known if evidence.name in c.labels]
                if not is_own or not exact:
                    continue
                kind = next((c.type for c in exact if c.type == kind), exact[0].type)
                if kind in ("Task", "Language"):
                    continue
            if kind is None:
                if not is_own:
                    continue
                kind = "Method"
            if not is_own and (kind == "Method" or evidence.votes[kind] < 2 or not _is_unusual(evidence.name)):
                continue
            name = canonical_name(evidence.name, kind, notes.abbreviations, self._vocabulary)
            identity = identify(name, kind, self._vocabulary)
            score = min(0.95, evidence.score) if is_own else 0.5
            for start, end in evidence.spans:
                yield Candidate(start, end, identity, "introductions", score, is_introduced=is_own)


def _last_words(text: str, count: int) -> str:
    """The last `count` words of `text` with all the white space behind them."""
    before = text.rsplit(None, count)
    return text[len(before[0]) :] if len(before) > count else text


def _presentation(left: str, near: str, near_lowered: str, role: Role) -> float:
    """How far the words before a name present it as the paper's own; the cheap patterns decide about the costly."""
    is_object = _BARE_OBJECT.search(near) is not None
    if is_object and _OBJECT.search(left):
        return 0.7
    if _CALLED.search(near):
        return 0.65
    if role != "background" and _is_apposed(left, near):
        return 0.45
    if (is_object and role in ("contribution", "method")) or _POSSESSED.search(near_lowered):
        return 0.4
    return 0.0


def _is_apposed(left: str, near: str) -> bool:
    return _APPOSITION_MARK.search(near) is not None and _APPOSED.search(left) is not None


def _nouns_before(text: str, count: int) -> list[str]:
    """The last `count` words of `text` that may be nouns, the last one first."""
    return _NOUN_PART.findall(_CALLING.sub("", text))[: -count - 1 : -1]


def _vote(evidence: NameEvidence, before: Sequence[str], right: str) -> None:
    """Count the nouns directly beside the name: the first one on either side that tells a type."""
    behind = _BEHIND.match(right)
    if behind and not _STOP.match(right):
        for word in (behind[1] + behind[2]).split():
            if found := type_of_noun(word):
                evidence.votes[found] += 1
                break
    for word in before:
        if found := type_of_noun(word):
            evidence.votes[found] += 1
            break


def occurrences(name: str, text: str) -> Iterator[int]:
    """Where `name` stands in `text` as a whole word."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if not (start and _is_word(text[start - 1])) and not _is_word(text[end : end + 1]):
            yield start
        start = text.find(name, start + 1)


def _occurs(name: str, text: str) -> bool:
    return next(occurrences(name, text), None) is not None


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _title_head(notes: Notes) -> _Head | None:
    """Name, offset and description of a title such as "Foo: a benchmark for bars"."""
    if not notes.sentences:
        return None
    title = notes.sentences[0]
    match = _TITLE_HEAD.match(title.text) or _TITLE_REPORT.match(title.text)
    if match is None:
        return None
    name = match["name"].strip("\"'“”‘’ ")
    rest = match["rest"] if "rest" in match.groupdict() else "model"
    words = name.split()
    if len(words) > 3 or not name or name[-1] in "?!." or all(word.casefold() in _COMMON for word in words):
        return None
    if not any(_is_unusual(word) for word in words):
        body = notes.text[title.end :]
        # "Yi: ..." names something, "Beyond Scale: ..." does not: the body tells.
        if not _occurs(name, body) or (len(words) > 1 and _occurs(name.lower(), body)):
            return None
    return name, title.start + title.text.index(name), rest


def _trim(name: str, start: int, notes: Notes) -> Iterator[tuple[str, int]]:
    """`name` without common capitalised words at its ends; nothing if none is left."""
    if " " not in name:
        if name.casefold() not in _COMMON:
            yield name.rstrip(".-'"), start
        return
    words = [(match[0], match.start()) for match in _WORD.finditer(name)]
    while words and (
        words[0][0].casefold() in _COMMON
        or (len(words) > 1 and _opens_sentence(start + words[0][1], notes) and not _is_unusual(words[0][0]))
    ):
        words.pop(0)
    while words and (words[-1][0].casefold() in _COMMON or _is_count(words[-1], start, notes)):
        words.pop()
    if words:
        end = words[-1][1] + len(words[-1][0])
        yield name[words[0][1] : end].rstrip(".-'"), start + words[0][1]


def _is_count(word: tuple[str, int], start: int, notes: Notes) -> bool:
    return word[0][0].isdigit() and not is_version_at(notes.text, start + word[1])


def _opens_sentence(position: int, notes: Notes) -> bool:
    return notes.sentence_at(position).start == position


def _is_name(name: str, text: str) -> bool:
    words = name.split()
    if not words or not any(c.isalpha() for c in name) or name.casefold() in _COMMON:
        return False
    if len(words) > 1:
        return any(_is_unusual(word) for word in words)
    word = words[0]
    if _is_unusual(word):
        return not _NUMBER_OR_INITIAL.fullmatch(word)
    return len(word) > 2 and word[0].isupper() and not _is_common_word(word.lower(), text)


def _is_common_word(word: str, text: str) -> bool:
    """True if `text` has `word`, which is in lower case, on its own as well."""
    if not (word.isascii() and word.isalpha()):
        return False
    for start in occurrences(word, text):
        if text[start - 1 : start] != "-" and text[start + len(word) : start + len(word) + 1] != "-":
            return True
    return False


def _called(text: str) -> Iterator[tuple[str, int]]:
    """Names without a capital: "a method called self-ask", "dubbed 'proxy-tuning'"."""
    for match in _CALLED_SMALL.finditer(text):
        yield match[1], match.start(1)


@lru_cache(maxsize=16384)
def _is_unusual(word: str) -> bool:
    """Spelt as no common word is: a capital inside, a digit, a plus."""
    return any(c.isupper() for c in word[1:]) or any(c.isdigit() or c == "+" for c in word)


def _share_with_abbreviations(names: dict[str, NameEvidence], notes: Notes) -> None:
    """A short form and its long form are one thing: what is known of one holds of the other."""
    for abbreviation in notes.abbreviations:
        short, long = names.get(abbreviation.short), names.get(abbreviation.long)
        if short is None or long is None:
            continue
        if found := type_of_noun_phrase(abbreviation.long):
            long.votes[found] += 1
        short.score = long.score = max(short.score, long.score)
        merged: Counter[EntityType] = short.votes + long.votes
        short.votes, long.votes = merged, Counter(merged)
