"""A query in words: what `kg ask` shows as its reading, so that a person can tell whether it was understood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, assert_never

from ontology.terms import PREDICATES
from queries.algebra import (
    And,
    Attribute,
    Average,
    BasedOn,
    Compare,
    Count,
    Counting,
    Dated,
    Describe,
    Exists,
    Find,
    Kind,
    KindOf,
    Minus,
    ObjectsOf,
    OfType,
    OnlyRelated,
    Or,
    Papers,
    PerYear,
    Query,
    RankEntities,
    RankPapers,
    Related,
    RelationsBetween,
    Schema,
    Set,
    Share,
    Size,
    SupportedBy,
    ThesePapers,
    Things,
    TitleContains,
    is_paper_set,
)
from queries.graph import LabelIndex
from queries.lexicon import ABOUT

__all__ = ["verbalize"]

_PLURALS: Final = {
    "Model": "models", "Dataset": "datasets", "Method": "methods", "Task": "tasks", "Language": "languages",
    "Metric": "metrics",
}  # fmt: skip
#: No relation word stands for so many predicates: what is meant is any of them.
_MANY: Final = 12
_KINDS: Final = {"group": "language groups", "programming": "programming languages", "individual": "languages"}


def verbalize(query: Query, index: LabelIndex) -> str:
    """`query` as an English phrase with the labels of `index`."""
    say = _Words(index)
    match query:
        case Find(members):
            return say.set(members)
        case Count(members):
            return f"the number of {say.set(members)}"
        case Exists(members, negated):
            return f"whether there are {'no ' if negated else ''}{say.set(members)}"
        case Compare(left, right, fewer):
            return f"whether there are {'fewer' if fewer else 'more'} {say.set(left)} than {say.set(right)}"
        case RankEntities(candidates, predicates, papers, top, place, ascending):
            verb = say.passive(predicates)
            return f"{say.places(top, place, ascending)}{say.set(candidates)} by how many {say.set(papers)} {verb} them"
        case RankPapers(papers, predicates, target, top, place, ascending):
            return (
                f"{say.places(top, place, ascending)}{say.set(papers)} by how many {say.set(target)} "
                f"they {say.verb(predicates)}"
            )
        case PerYear(papers):
            return f"{say.set(papers)} by year"
        case Attribute(papers, name):
            return f"the {name} of {say.set(papers)}"
        case Describe(members):
            return f"a description of {say.set(members)}"
        case Share(part, whole):
            return f"which percentage of {say.set(whole)} {say.clause(part)}"
        case Average(papers, predicates, target):
            return f"how many {say.set(target)} {say.set(papers)} {say.verb(predicates)} on average"
        case RelationsBetween(papers, target):
            return f"what {say.set(papers)} do with {say.set(target)}"
        case Schema():
            return "the relations that the graph knows, with the number of statements of each"
        case Size():
            return "the size of the graph"
        case _:
            assert_never(query)


class _Words:
    def __init__(self, index: LabelIndex) -> None:
        self._index = index

    def places(self, top: int | None, place: int | None, ascending: bool) -> str:
        end = "fewest" if ascending else "most"
        if place is not None:
            return f"number {place} (counting from the {end}) of the "
        return "all " if top is None else f"the first {top} ({end} first, ties included) of the "

    def verb(self, predicates: Sequence[str]) -> str:
        """The verb for a disjunction of predicates, named as a whole where it has a name."""
        if len(predicates) > _MANY:
            return "have anything to do with"
        for type_, about in ABOUT.items():
            if set(predicates) == set(about) and len(about) > 1:
                return {"Language": "cover", "Task": "address or survey"}.get(type_, "relate to")
        if "mentions" in predicates and len(predicates) > 1:
            return "relate to or mention"
        return " or ".join(PREDICATES[name].verb for name in predicates)

    def passive(self, predicates: Sequence[str]) -> str:
        return self.verb(predicates)

    def set(self, members: Set) -> str:
        match members:
            case And(parts):
                return self._and(parts)
            case Or(parts):
                if is_paper_set(members):
                    return f"papers that {self._joined(parts, ' or ', self.clause)}"
                return " or ".join(self.set(part) for part in parts)
            case Minus(whole, part):
                if not is_paper_set(members):
                    return f"{self.set(whole)} without {self.set(part)}"
                joint = " that " if whole == Papers() else " but "
                return f"{self.set(whole)}{joint}{self.negated(part)}"
            case Papers():
                return "papers"
            case ThesePapers(iris):
                return _listed([f'"{self._index.titles.get(iri, iri)}"' for iri in iris])
            case OfType("survey"):
                return "surveys"
            case OfType(paper_type):
                return f"{paper_type} papers"
            case Things(iris, exactly):
                return self._things(iris, exactly)
            case Kind(type_, kind):
                return _KINDS.get(kind, _PLURALS[type_])
            case KindOf(iris):
                return f"kinds of {self._things(iris, exactly=True)}"
            case ObjectsOf(predicates, papers):
                return f"what {self.set(papers)} {self.verb(predicates)}"
            case SupportedBy(predicates, papers, least, most):
                return f"what {_bounds(least, most)} {self.set(papers)} {self.verb(predicates)}"
            case BasedOn(models, inverse):
                return f"what {self.set(models)} is built on" if inverse else f"models built on {self.set(models)}"
            case _:
                return f"papers that {self.clause(members)}"

    def clause(self, members: Set) -> str:
        """A set of papers as a clause whose subject is "papers that"."""
        match members:
            case Related(predicates, target, confidence):
                sure = f" with confidence of at least {confidence:g}" if confidence else ""
                return f"{self.verb(predicates)} {self.set(target)}{sure}"
            case OnlyRelated(predicates, target, type_):
                return f"{self.verb(predicates)} {self.set(target)} and no other {type_.lower()}"
            case Counting(predicates, target, least, most):
                return f"{self.verb(predicates)} {_bounds(least, most)} {self.set(target)}"
            case TitleContains(text):
                return f'have "{text}" in the title'
            case Dated(first, last):
                if first == last:
                    return f"are from {first}"
                start = f" since {first}" if first is not None else ""
                return f"were issued{start}" + (f" until {last}" if last is not None else "")
            case OfType(paper_type):
                return "are surveys" if paper_type == "survey" else f"are {paper_type} papers"
            case ThesePapers():
                return f"are {self.set(members)}"
            case And(parts):
                return self._joined(parts, " and ", self.clause)
            case Or(parts):
                return self._joined(parts, " or ", self.clause)
            case Minus(whole, part):
                return self.negated(part) if whole == Papers() else f"{self.clause(whole)} but {self.negated(part)}"
            case Papers():
                return "are in the graph"
            case _:
                return self.set(members)

    def negated(self, members: Set) -> str:
        """The opposite of `clause`."""
        clause = self.clause(members)
        return f"are not {clause.removeprefix('are ')}" if clause.startswith("are ") else f"do not {clause}"

    def _and(self, parts: Sequence[Set]) -> str:
        if is_paper_set(parts[0]):
            heads = [part for part in parts if isinstance(part, OfType | ThesePapers)]
            rest = [part for part in parts if part not in heads]
            head = self.set(heads[0]) if heads else "papers"
            rest = [*heads[1:], *rest]
            return f"{head} that {self._joined(rest, ' and ', self.clause)}" if rest else head
        kinds = [part for part in parts if isinstance(part, Kind | KindOf | Things)]
        rest = [part for part in parts if part not in kinds]
        specific = [part for part in kinds if not isinstance(part, Kind)] or kinds
        head = " that are ".join(self.set(part) for part in specific) or "things"
        said = [
            f"that {self.set(part.papers)} {self.verb(part.predicates)}" if isinstance(part, ObjectsOf)
            else f"that {_bounds(part.least, part.most)} {self.set(part.papers)} {self.verb(part.predicates)}"
            if isinstance(part, SupportedBy)
            else f"among {self.set(part)}"
            for part in rest
        ]  # fmt: skip
        return " ".join([head, " and ".join(said)]).strip()

    def _joined(self, parts: Sequence[Set], word: str, say: Callable[[Set], str]) -> str:
        return word.join(say(part) for part in parts)

    def _things(self, iris: Sequence[str], exactly: bool) -> str:
        labels = _listed([self._index.entities[iri].label for iri in iris], "or")
        below = sum(len(self._index.narrower(iri)) for iri in iris)
        if exactly or not below:
            return labels
        return f"{labels} or anything narrower ({below})"


def _bounds(least: int | None, most: int | None) -> str:
    if least is not None and least == most:
        return f"exactly {least}"
    if most is None:
        return f"at least {least}"
    return f"at most {most}" if least is None else f"{least} to {most}"


def _listed(labels: Sequence[str], word: str = "and") -> str:
    return labels[0] if len(labels) == 1 else ", ".join(labels[:-1]) + f" {word} {labels[-1]}"
