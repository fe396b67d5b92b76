"""The words that questions are made of and what each means in terms of the ontology.

Two tables carry the meaning: `VERBS` (which properties a relation word stands for, by the type of the thing it points
to) and `NOUNS` (which class a noun stands for). Everything else here is grammar: the operators and the spellings. All
spellings are compared in compact form, so that "fine-tune", "finetune" and "fine tune" are one entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Final

from ontology.folding import compact, fold
from ontology.terms import ENTITY_TYPES, PREDICATES

__all__ = [
    "ABOUT",
    "ANY",
    "APPLIED_TO",
    "ATTRIBUTES",
    "COMPRESSING",
    "NOUNS",
    "OUTSIDE",
    "VERBS",
    "Noun",
    "Verb",
    "Word",
    "lexicon",
    "lexicon_words",
    "predicates_of",
]

#: Everything that a paper may do with a thing of a type, passing mentions left out: "papers on X".
ABOUT: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        type_: tuple(name for name, p in PREDICATES.items() if type_ in p.ranges and name != "mentions")
        for type_ in ENTITY_TYPES
    }
)
#: The same with passing mentions: "papers that mention X".
ANY: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {type_: (*predicates, "mentions") for type_, predicates in ABOUT.items()}
)
COMPRESSING: Final = ("quantizes", "prunes", "distills")
#: What a paper does with a model when it applies a method to it.
APPLIED_TO: Final = ("fineTunes", *COMPRESSING, "merges", "evaluates")


@dataclass(frozen=True, slots=True)
class Verb:
    """A relation word.

    Attributes
    ----------
    name : str
        The base form, for the reading.
    meaning : mapping of entity type to predicates
        Empty for a type that the word cannot take. The key ``"*"`` stands for all types that have no key.
    """

    name: str
    meaning: Mapping[str, tuple[str, ...]] = field(hash=False)

    def predicates(self, type_: str) -> tuple[str, ...]:
        """Predicates that the word stands for before a thing of a type; ``()`` if it does not go with the type."""
        found = self.meaning.get(type_, self.meaning.get("*", ()))
        return tuple(name for name in found if type_ in PREDICATES[name].ranges)


def predicates_of(verb: Verb | None, type_: str) -> tuple[str, ...]:
    """`Verb.predicates`, and everything but mentions where there is no verb."""
    return ABOUT[type_] if verb is None else verb.predicates(type_)


_ALL_BUT_MENTIONS: Final = tuple(name for name in PREDICATES if name != "mentions")

#: name -> (meaning, base forms, nouns). The other forms of the bases are made by `_inflect`.
_VERB_TABLE: Final[dict[str, tuple[dict[str, tuple[str, ...]], str, str]]] = {
    "quantize": (
        {"Model": ("quantizes",)},
        "quantize, quantise",
        "quantization, quantisation, quantizations, quantizer",
    ),
    "prune": ({"Model": ("prunes",)}, "prune, sparsify", "sparsification"),
    "distill": ({"Model": ("distills",)}, "distill, distil", "distillation, distillations"),
    "merge": ({"Model": ("merges",)}, "merge, upcycle", "merger, mergers"),
    "compress": ({"Model": COMPRESSING}, "compress, shrink", "compression"),
    "fine-tune": (
        {"Model": ("fineTunes",), "Dataset": ("trainsOn",), "Language": ("covers",), "Task": ("addresses",)},
        "fine tune, adapt, instruction tune, instruct tune, tune, align, post train, continue pretraining, "
        "continue the pretraining, continually pretrain, continue to pretrain, further train, further pretrain, "
        "domain adapt, LoRA tune, continue training",
        "adaptation, adaptations, alignment, continued pretraining, continual pretraining, continuous pretraining, "
        "continued pretraining, SFT",
    ),
    "pretrain": (
        {"Model": ("pretrains",), "Dataset": ("trainsOn",), "Language": ("covers",)},
        "pretrain, pre-train, train from scratch, pretrain from scratch",
        "",
    ),
    "train": (
        {"Model": ("pretrains", "fineTunes"), "Dataset": ("trainsOn",), "Language": ("covers",), "Method": ("uses",),
         "Task": ("addresses",)},
        "train",
        "training data",
    ),
    "evaluate": (
        {"Model": ("evaluates",), "Method": ("evaluates",), "Dataset": ("evaluatesOn",), "Task": ("addresses",),
         "Language": ("covers",), "Metric": ("measuresWith",)},
        "evaluate, test, benchmark, compare, assess, analyse, analyze, probe, examine, investigate, study, outperform, "
        "run, experiment, explore, validate, beat, surpass, try, try out, compare against, look at, run experiments",
        "evaluation, evaluations, comparison, comparisons, assessment, assessments, analysis, analyses, experiment, "
        "experiments, evaluation results, test results",
    ),
    "report": (
        {"Model": ("evaluates",), "Method": ("evaluates",), "Dataset": ("evaluatesOn",), "Task": ("addresses",),
         "Language": ("covers",), "Metric": ("measuresWith",)},
        "report, report results, report scores, report numbers, show results, give results, achieve results, "
        "present results, publish results, have results, get results, report performance, score, measure, "
        "measure results, report the results, report a result, obtain results",
        "result, results, scores, performance",
    ),
    "use": (
        {"Model": ("uses",), "Method": ("uses",), "Dataset": ("evaluatesOn", "trainsOn"), "Metric": ("measuresWith",),
         "Language": ("covers",), "Task": ("addresses",)},
        "use, apply, employ, utilize, utilise, leverage, adopt, rely on, exploit, make use of, take advantage of, "
        "build with, combine with, harness, work with",
        "usage, application, applications, adoption, use of, uses of, the use of, utilization",
    ),
    "introduce": (
        {"Model": ("introduces",), "Dataset": ("introduces",), "Method": ("introduces",), "Metric": ("introduces",),
         "Task": ("addresses",), "Language": ("covers",)},
        "introduce, present, propose, release, create, develop, build, contribute, invent, design, construct, "
        "come up with, devise, originate, provide, offer, make available, collect, announce, open source, unveil, "
        "put forward",
        "introduction, introductions, creation, proposal, construction, development, contribution, contributions",
    ),
    "address": (
        {"Task": ("addresses", "surveys"), "*": _ALL_BUT_MENTIONS},
        "address, target, tackle, work on, solve, deal with, focus on, handle, concentrate on, do, perform, "
        "attempt, approach, improve, research",
        "",
    ),
    "cover": (
        {"*": _ALL_BUT_MENTIONS},
        "cover, include, involve, discuss, treat, consider, feature, support, relate to, concern, "
        "touch on, speak of, be about, contain, describe, look into, concentrate, pertain to, publish, write, conduct, "
        "carry out, appear, occur, appear in, occur in, show up in, figure in, find in, know",
        "coverage",
    ),
    "survey": (
        {"*": ("surveys", "addresses", "evaluates")},
        "survey, review",
        "",
    ),
    "mention": (
        {"*": tuple(PREDICATES)},
        "mention, name, cite, refer to, talk about, bring up, allude to, reference",
        "mention of, mentions of, reference to, references to",
    ),
}  # fmt: skip

VERBS: Final[Mapping[str, Verb]] = MappingProxyType(
    {name: Verb(name, MappingProxyType(meaning)) for name, (meaning, _, _) in _VERB_TABLE.items()}
)

_DOUBLING: Final = frozenset({"distil", "run", "get", "put", "beat"})
_IRREGULAR: Final[dict[str, tuple[str, ...]]] = {
    "build": ("builds", "built", "building"),
    "build with": ("builds with", "built with", "building with"),
    "make use of": ("makes use of", "made use of", "making use of"),
    "make available": ("makes available", "made available", "making available"),
    "come up with": ("comes up with", "came up with", "coming up with"),
    "run": ("runs", "ran", "running"),
    "write": ("writes", "wrote", "written", "writing"),
    "beat": ("beats", "beaten", "beating"),
    "do": (),
    "be about": ("is about", "are about", "was about", "were about"),
    "speak of": ("speaks of", "spoken of", "spoke of", "speaking of"),
    "show results": ("shows results", "showed results", "showing results"),
    "give results": ("gives results", "gave results", "giving results"),
    "get results": ("gets results", "got results", "getting results"),
    "have results": ("has results", "had results", "having results"),
    "deal with": ("deals with", "dealt with", "dealing with"),
    "put forward": ("puts forward", "putting forward"),
    "find in": ("finds in", "found in", "finding in"),
    "know": ("knows", "knowing"),
    "try": ("tries", "tried", "trying"),
    "try out": ("tries out", "tried out", "trying out"),
    "study": ("studies", "studied", "studying"),
    "rely on": ("relies on", "relied on", "relying on"),
    "take advantage of": ("takes advantage of", "took advantage of", "taking advantage of"),
    "bring up": ("brings up", "brought up", "bringing up"),
}


def _inflect(base: str) -> tuple[str, ...]:
    """Third person, past and participle of the first word of `base`, the rest kept; compounds inflect the last word."""
    if base in _IRREGULAR:
        return _IRREGULAR[base]
    words = base.split()
    compound = words[-1] in {"tune", "train", "adapt", "pretrain"} or base == "open source"
    at = len(words) - 1 if compound else 0
    verb = words[at]
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        forms = (verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing")
    elif verb.endswith("e"):
        forms = (verb + "s", verb + "d", verb[:-1] + "ing")
    elif verb.endswith(("s", "sh", "ch", "x")):
        forms = (verb + "es", verb + "ed", verb + "ing")
    elif verb in _DOUBLING:
        forms = (verb + "s", verb + verb[-1] + "ed", verb + verb[-1] + "ing")
    else:
        forms = (verb + "s", verb + "ed", verb + "ing")
    return tuple(" ".join([*words[:at], form, *words[at + 1 :]]) for form in forms)


@dataclass(frozen=True, slots=True)
class Noun:
    """A class noun: papers, or entities of a type.

    Attributes
    ----------
    type : str
        ``Paper`` or an entity type; ``Entity`` for any entity.
    kind : str
        Of languages: individual (no group), group or programming.
    paper_type : str
        Of papers: ``survey`` and so on.
    name : str
        Plural, for the reading.
    verb : str
        A relation that the noun itself implies: a benchmark is evaluated on.
    is_person : bool
        True for "who" and "anybody": stands for the papers, not for a thing of the graph.
    is_narrower : bool
        True for words that say more than the class which they are read as: what they add is reported as left out.
    """

    type: str
    name: str
    kind: str = ""
    paper_type: str = ""
    verb: str = ""
    is_person: bool = False
    is_narrower: bool = False


_NOUN_TABLE: Final[tuple[tuple[Noun, str], ...]] = (
    (
        Noun("Paper", "papers"),
        "paper, papers, work, works, study, studies, article, articles, publication, publications, research, preprint, "
        "preprints, has been published, has been written, has been done, is known, abstract, abstracts, literature, "
        "manuscript, manuscripts, report, technical report, "
        "research paper, research papers, research work, scientific papers, scientific articles",
    ),
    (
        Noun("Paper", "papers", is_person=True),
        "anyone, anybody, someone, somebody, people, researchers, researcher, author, authors, they, team, teams, "
        "nobody, no one, group of authors",
    ),
    (
        Noun("Paper", "surveys", paper_type="survey"),
        "survey, surveys, review, reviews, overview, overviews, survey paper, survey papers, review paper, "
        "review papers, survey article, survey articles, review article, review articles, literature review, "
        "literature reviews, state of the art report",
    ),
    (Noun("Paper", "position papers", paper_type="position"), "position paper, position papers"),
    (Noun("Paper", "empirical studies", paper_type="empirical"),
     "empirical study, empirical studies, empirical paper, empirical papers"),
    (Noun("Paper", "system papers", paper_type="system"), "system paper, system papers"),
    (Noun("Paper", "method papers", paper_type="method"), "method paper, method papers"),
    (Noun("Paper", "model papers", paper_type="model"), "model paper, model papers, model release, model releases"),
    (Noun("Paper", "resource papers", paper_type="resource"),
     "resource paper, resource papers, dataset paper, dataset papers, benchmark paper, benchmark papers"),
    (
        Noun("Model", "models"),
        "model, models, LLM, LLMs, language model, language models, large language model, large language models, "
        "checkpoint, checkpoints, family, families, model family, model families, architecture, architectures, "
        "version, versions, variant, variants, base model, base models, backbone, backbones, foundation model, "
        "foundation models, pretrained model, pretrained models",
    ),
    (
        Noun("Model", "special models", is_narrower=True),
        "vision-language model, vision-language models, VLM, VLMs, speech model, speech models, SLM, SLMs, "
        "small language model, small language models, multimodal model, multimodal models, MLLM, MLLMs",
    ),
    (
        Noun("Dataset", "datasets"),
        "dataset, datasets, data set, data sets, corpus, corpora, corpuses, data, treebank, treebanks, resource, "
        "resources, collection, collections",
    ),
    (
        Noun("Dataset", "benchmarks", verb="evaluate"),
        "benchmark, benchmarks, test set, test sets, test suite, test suites, evaluation set, evaluation sets, "
        "leaderboard, leaderboards, benchmark dataset, benchmark datasets, shared task, shared tasks, "
        "test data, evaluation data, test bed",
    ),
    (Noun("Dataset", "training datasets", verb="train"),
     "training dataset, training datasets, training set, training sets, training corpus, training corpora, "
     "pretraining dataset, pretraining datasets, pretraining corpus, pretraining corpora, pretraining data"),
    (
        Noun("Method", "methods"),
        "method, methods, technique, techniques, approach, approaches, algorithm, algorithms, way, ways, strategy, "
        "strategies, framework, frameworks, recipe, recipes, methodology, methodologies, scheme, schemes, tool, tools, "
        "procedure, procedures",
    ),
    (Noun("Task", "tasks"), "task, tasks, problem, problems, application area, nlp task, nlp tasks, downstream task, "
     "downstream tasks, topic, topics"),
    (Noun("Language", "languages", kind="individual"),
     "language, languages, natural language, natural languages, human language, human languages, spoken language, "
     "spoken languages, dialect, dialects"),
    (Noun("Language", "programming languages", kind="programming"),
     "programming language, programming languages, coding language, coding languages"),
    (Noun("Language", "language groups", kind="group"),
     "language group, language groups, language family, language families, group of languages, groups of languages"),
    (Noun("Metric", "metrics"), "metric, metrics, measure, measures, evaluation metric, evaluation metrics, "
     "performance metric, performance metrics, evaluation measure, evaluation measures, indicator, indicators"),
    (Noun("Entity", "entities"), "entity, entities, concept, concepts"),
    (Noun("Entity", "baselines", verb="evaluate"), "baseline, baselines, competitor, competitors"),
)  # fmt: skip

NOUNS: Final[Mapping[str, Noun]] = MappingProxyType({noun.name: noun for noun, _ in reversed(_NOUN_TABLE)})

#: Words for what a paper's record holds.
ATTRIBUTES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "author": "authors", "authors": "authors", "wrote": "authors", "written": "authors", "writer": "authors",
        "writers": "authors", "authored": "authors",
        "coauthored": "authors", "published": "date", "date": "date",
        "publication date": "date", "year": "date", "link": "link", "url": "link", "links": "link", "venue": "venue",
        "venues": "venue", "conference": "venue", "paper type": "type", "type of paper": "type",
        "kind of paper": "type",
        "sort of paper": "type", "type of the paper": "type", "paper types": "type", "types of papers": "type",
        "type of a paper": "type", "publication year": "date", "year of publication": "date", "release date": "date",
        "date of publication": "date", "homepage": "link", "web page": "link", "come out": "date", "came out": "date",
        "comes out": "date", "arxiv id": "identifier", "arxiv number": "identifier",
        "identifier": "identifier", "identifiers": "identifier", "doi": "identifier", "dois": "identifier",
        "id": "identifier", "ids": "identifier", "journal": "venue", "journals": "venue", "conferences": "venue",
        "pdf": "link", "website": "link", "download link": "link", "dates": "date", "publish date": "date",
    }
)  # fmt: skip

#: What people ask about papers that abstracts do not tell or that this ontology has no term for.
OUTSIDE: Final = frozenset(
    compact(word)
    for word in """
    cost costs price prices pricing cheap cheapest expensive salary budget licence license licensed licensing weather
    capital population president country countries university universities affiliation affiliations institution
    company companies funding citation citations cited stars downloads download gpu gpus hardware hours
    parameter parameters month monthly week phone email better best worst good bad fastest slowest
    accurate smartest strongest weakest opinion opinions recommend recommendation buy install median
    highest lowest
    """.split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """Everything that a spelling may stand for; the parser decides by what stands around it.

    Attributes
    ----------
    verb : Verb or None
    form : str
        Of a verb: base, finite (-s), past (-ed), gerund (-ing) or noun.
    noun : Noun or None
    operator : str
        One of the operators of `_OPERATORS`.
    attribute : str
        What of a paper's record it asks for, as in `ATTRIBUTES`.
    """

    verb: Verb | None = None
    form: str = ""
    noun: Noun | None = None
    operator: str = ""
    attribute: str = ""


#: operator -> spellings
_OPERATORS: Final[dict[str, str]] = {
    "and": "and, as well as, and also, also, plus, along with, together with, in addition to, &, while also",
    "or": "or, and or, or else, either or",
    "but": "but, yet, however, whereas",
    "both": "both, at the same time, jointly, simultaneously",
    "each": "every, each, all, all of, each of, every one of, every single, every single one of, all the, both of, "
            "all of the, each one of",
    "any of": "any of, any one of, one of, at least one of, either of, some of",
    "whether": "whether",
    "as many": "as many, as often, as much, as frequently, as widely, as commonly, equally often, just as often",
    "not": "not, dont, doesnt, didnt, isnt, arent, wasnt, werent, hasnt, havent, hadnt, cannot, cant, never, no, nor, "
           "neither, do not, does not, did not, is not, are not, has not, have not, none, not any, fail to, fails to, "
           "failed to, failing to, none of, neither of",
    "without": "without, excluding, except, except for, other than, besides, apart from, aside from, beside, "
               "rather than, instead of, minus, lacking, but not, and not, but no, but never, exclusive of, "
               "not counting, leaving out, with no, in absence of, barring",
    "only": "only, solely, exclusively, just, nothing but, nothing else than, sole, single",
    "how many": "how many, number of, the number of, how often, count, count of, count the, how many different, "
                "how many distinct, number of distinct, number of different, total number of, how frequently, "
                "amount of, tell me how many, in how many, quantity of, how many times, total count of, "
                "the total number of, overall number of, the overall number of, total, total count, the number",
    "how much": "how much, how fast, how good, how well, how large, how expensive, how accurate, how long, how old, "
                "how far, how tall",
    "most": "most, most often, most widely, most commonly, most frequently, most popular, most common, most frequent, "
            "most prominent, commonest, largest number of, highest number of, greatest number of, "
            "most typical, top, maximum number of, biggest number of, largest, most widespread, most prevalent, "
            "more than any other, "
            "most of all, most prolific, most productive, favourite, favorite, popular, predominant, most heavily, "
            "most studied",
    "least": "least, least often, least commonly, fewest, rarest, smallest number of, lowest number of, "
             "least popular, least common, least frequently, least widely, minimum number of, rarely",
    "at least": "at least, no fewer than, no less than, not fewer than, not less than, minimum of, a minimum of",
    "more than": "more than, over, greater than, above, exceeding, upwards of",
    "at most": "at most, no more than, not more than, up to, maximum of, a maximum of",
    "less than": "less than, fewer than, below, under",
    "exactly": "exactly, precisely",
    "more": "more, more often, more frequently, more widely, more commonly, more popular, more common, "
            "higher number of, larger number of, greater number of",
    "fewer": "fewer, less, less often, less frequently, less widely, less commonly, rarer, less popular, less common, "
             "smaller number of",
    "than": "than, compared to, in comparison with",
    "common": "in common, common between, common among, common to, shared by, share, shares, shared, sharing, "
              "that both",
    "that": "that, which, who, whom, whose, what, where",
    "difference": "difference between, differences between, difference, differences, differ, what distinguishes, "
                  "what sets apart",
    "same": "same, the same",
    "list": "list, show, show me, give, give me, list all, find, find me, name, enumerate, tell me, return, display, "
            "get, get me, fetch, i want, i need, i am looking for, im looking for, looking for, search, search for, "
            "search for papers, can you find, point me to, let me see, show all, give me all, provide, provide me, "
            "what about, i would like, id like, list every, identify, retrieve, list of, full list of, "
            "complete list of, i would like to know, i want to know, id like to know, can i see, could i see, "
            "let me know, i wonder, need, i am interested in, im interested in, interested in",
    "describe": "describe, tell me about, explain, define, definition of, "
                "information about, information on, details of, details on, details about, summary of, "
                "what do you know about, everything about, all about, info on, "
                "info about, overview of, introduction to, who or what is",
    "text": "in the abstract, in abstract, in their abstract, in its abstract, in the abstracts, in their abstracts, "
            "in the text, in their text, in the title or abstract, in title or abstract, in the title or the abstract, "
            "whose abstract contains, whose abstract mentions, whose abstracts contain, abstract contains, "
            "abstracts containing, abstracts that contain, abstracts with, containing the word, containing the words, "
            "contain the word, contain the words, containing the phrase, contain the phrase, that say, "
            "containing the string, contain the string, containing the term, contain the term, abstracts contain",
    "title": "title, titles, titled, entitled, in the title, in title, in their title, in its title, in the titles, "
             "in their titles, headline",
    "containing": "containing, contains, contain, with the word, having, reads, includes, starts with, begins with, "
                  "start with, begin with, starting with, beginning with",
    "per": "per, for each, grouped by, by each, for every, broken down by, group by, of each, in each, split by, "
           "sorted by type of, for all the different",
    "distribution": "distribution, breakdown, histogram, frequency, frequencies, frequency of, the distribution of, "
                    "distribution of, breakdown of, break down",
    "confidence": "confidence, confidence above, confidence over, confidence of at least, with confidence above, "
                  "confidence at least, confidence greater than, confidence higher than, confidence more than",
    "non": "non",
    "derived": "derived from, derive from, derives from, deriving from, based on, base on, built on, build on, "
               "builds on, building on, built upon, build upon, built on top of, derivative of, derivatives of, "
               "descended from, descends from, descendant of, descendants of, derivation of, basis of, "
               "derived out of, started from, starting from, initialized from, initialised from, fine tuned from, "
               "descend from, descending from, stem from, stems from, child of, children of, came from, comes from, "
               "finetuned versions of, finetunes of, offspring of, made from, created from",
    "year": "year, years, yearly, annually, each year, every year",
    "last": "last, past",
    "latest": "latest, newest, most recent, most recently, recent, recently",
    "first": "first, earliest, oldest",
    "before": "before, prior to, earlier than, until",
    "after": "after, later than",
    "since": "since, starting in, from year",
    "between": "between",
    "base of": "parent of, parents of, parent model of, parent models of, ancestor of, ancestors of, base model of, "
               "base models of, base of, foundation of, predecessor of, predecessors of",
    "size": "how big is the graph, how large is the graph, size of the graph, how much is in the graph, "
            "how big is the knowledge graph, graph size, statistics, how large is the knowledge graph, "
            "how big is this graph, how large is this graph, how many triples, how many facts, how many statements, "
            "how many edges, size of the knowledge graph, number of statements, number of triples, number of facts, "
            "number of edges, how big is the database, how big is the collection",
    "schema": "what can i ask, what can i ask you, what questions can i ask, what can you answer, what do you know, "
              "help, which relations are there, which predicates are there, what kinds of things are there, "
              "what relations exist, which relations exist, which predicates exist, what predicates exist, "
              "what relations are there, what predicates are there, what kinds of relations, which relations, "
              "what relations, which predicates, what predicates, what is in the graph, what is in this graph, "
              "what is this graph about, what is the graph about, whats in the graph, whats in this graph, "
              "what types of entities, which types of entities, what kinds of entities, which kinds of entities, "
              "which entity types, what entity types, what does the graph know, what does this graph contain, "
              "what does the graph contain, what does the graph hold, which kinds of questions, what can you do",
    "graph": "graph, knowledge graph, database, store, collection of papers, in the graph, in this graph, here, "
             "in the knowledge graph, in the database, in the store, in this collection, in this knowledge graph, "
             "in the collection, in the corpus, in this corpus, of the collection, of the corpus, from the collection, "
             "in total, altogether, overall, at all, so far, to date, up to now, until now, currently, if any, "
             "in any of these papers, among all papers, nowadays, these days",
    "as tool": "as a tool, as tool, as a judge, as an ingredient, as a component, as a backbone, as judge, "
               "as evaluator, as evaluators, as judges, as generator, as teacher, as a teacher model, "
               "as an evaluator, as a generator, as an encoder, as a teacher, as a baseline",
    "from scratch": "from scratch",
    "similar": "similar, similar to, most similar, most similar to, resembling, resemble, resembles, comparable to, "
               "comparable with, most like, akin to, alike, closest to, nearest to, in the same vein as, "
               "in the spirit of, most comparable to, close to, closely related to, related work for, "
               "related work to, related work of, related work, related papers to, related papers for",
    "like": "like",
    "path": "path, paths, shortest path, connection, connections, connect, connects, connected, connecting, "
            "have to do with each other, have to do with one another, have in common with each other, link, "
            "link between, links between, linked, relationship, relationships, relation between, relations between, "
            "interconnected",
    "evidence": "evidence, evidence that, evidence for, proof, proof that, proof for, prove, prove that, proves, "
                "proves that, quote, quotes, sentence, sentences, passage, passages, how do you know, how do we know, "
                "how do you know that, why do you say, why do you say that, why do you think, why do you think that, "
                "what makes you say that, what makes you think that, show me where, show where, say that, says that, "
                "state that, states that, claim that, claims that, says it, say it, say, says, state, states, claim, "
                "claims, justify, justification for, what supports that, support for, source for, source of the claim, "
                "sources for, on what basis, on which basis, on what grounds, basis for",
    "results": "state of the art, sota",
    "trend": "trend, trends, trend of, trend in, trends in, trend for, over time, over the years, through the years, "
             "year by year, year on year, timeline, timeline of, evolution of, rise of, decline of, changed over time, "
             "changed over the years, evolved over time, evolved over the years, developed over time, "
             "grown over time, change over time, evolve over time, changed, evolved",
    "versus": "versus, vs",
    "share": "which share of, which percentage of, which proportion of, which fraction of, percent of, per cent of, "
             "what percent of, what part of, which part of, how big a share of, the percent of, the fraction of, "
             "the proportion of, a share of, share of, percentage of, proportion of, fraction of, what share of, "
             "what percentage of, "
             "what proportion of, what fraction of, how large a share of, percent of, the share of, the percentage of, "
             "ratio of, the ratio of, how large is the share of, how big is the share of, how high is the share of, "
             "how high is the percentage of, how large a fraction of, how many percent of, what ratio of, "
             "which ratio of, what portion of, portion of",
    "average": "on average, average number of, the average number of, mean number of, average, per paper on average, "
               "the mean number of, typical number of, the typical number of, average count of",
}  # fmt: skip


#: Where British spelling has "is": quantise, initialised, specialisation.
_AMERICAN: Final = re.compile(r"(?<=[a-z]{3})iz(?=e|ing|ation)")


def _spellings(text: str) -> Iterator[str]:
    for spelling in text.split(","):
        if spelling.strip():
            yield spelling.strip()


@cache
def lexicon() -> Mapping[str, Word]:
    """Compact spelling -> what it may stand for. Built once, in about 3 ms."""
    words: dict[str, dict[str, object]] = {}

    def add(spelling: str, **values: object) -> None:
        for written in dict.fromkeys((spelling, _AMERICAN.sub("is", spelling))):
            entry = words.setdefault(compact(written), {})
            for name, value in values.items():
                entry.setdefault(name, value)

    for name, (_, bases, nouns) in _VERB_TABLE.items():
        verb = VERBS[name]
        for base in _spellings(bases):
            add(base, verb=verb, form="base")
            forms = _inflect(base)
            for form in forms:
                head = form.split()[0] if form.split()[0].endswith("ing") else form
                is_gerund = head.endswith("ing") or form.endswith("ing")
                label = "gerund" if is_gerund else "finite" if form == forms[0] else "past"
                add(form, verb=verb, form=label)
        for noun in _spellings(nouns):
            add(noun, verb=verb, form="noun")
    for noun_entry, spellings in _NOUN_TABLE:
        for spelling in _spellings(spellings):
            add(spelling, noun=noun_entry)
    for operator, spellings in _OPERATORS.items():
        for spelling in _spellings(spellings):
            add(spelling, operator=operator)
    for spelling, attribute in ATTRIBUTES.items():
        add(spelling, attribute=attribute)
    return MappingProxyType({key: Word(**entry) for key, entry in words.items()})  # type: ignore[arg-type]


@cache
def lexicon_words() -> frozenset[str]:
    """Every single word that stands in some spelling of the lexicon."""
    texts = [text for _, bases, nouns in _VERB_TABLE.values() for text in (bases, nouns)]
    texts += [spellings for _, spellings in _NOUN_TABLE] + list(_OPERATORS.values())
    texts += ATTRIBUTES
    texts += [form for _, bases, _ in _VERB_TABLE.values() for base in _spellings(bases) for form in _inflect(base)]
    words = {word for text in texts for spelling in _spellings(text) for word in fold(spelling).split()}
    return frozenset(words | {key for key, word in lexicon().items() if word.verb is not None})
