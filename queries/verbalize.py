"""A query in words: what `kg ask` shows as its reading, so that a person can tell whether it was understood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, assert_never

from ontology.terms import PREDICATES
from queries import algebra as q
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


def verbalize(query: q.Query, index: LabelIndex) -> str:
    """`query` as an English phrase with the labels of `index`."""
    say = _Words(index)
    match query:
        case q.Find(members):
            return say.set(members)
        case q.Proof(papers):
            return f"where it is said that {say.sentence(papers)}"
        case q.Count(members):
            return f"the number of {say.set(members)}"
        case q.Exists(members, negated):
            if isinstance(members, q.And) and isinstance(members.parts[0], q.Things) and members.parts[0].exactly:
                one, *rest = members.parts
                kinds = " and ".join(say.set(part) for part in rest)
                return f"whether {say.set(one)} is {'not ' if negated else ''}among {kinds}"
            if _is_one(members):
                return f"whether it is {'not ' if negated else ''}so that {say.sentence(members)}"
            return f"whether there are {'no ' if negated else ''}{say.set(members)}"
        case q.All(whole, part):
            said = say.clause(part) if q.is_paper_set(whole) else f"are among {say.set(part)}"
            return f"whether all {say.set(whole)} {said}"
        case q.Compare(left, right, how):
            return f"whether there are {how} {say.set(left)} {'as' if how == 'as many' else 'than'} {say.set(right)}"
        case q.RankEntities(candidates, predicates, papers, top, place, ascending):
            places = say.places(top, place, ascending)
            if isinstance(candidates, q.Things):
                places = places.removesuffix("the ")
            return f"{places}{say.set(candidates)} by how many {say.set(papers)} {say.verb(predicates)} them"
        case q.RankPapers(papers, predicates, target, top, place, ascending):
            return (
                f"{say.places(top, place, ascending)}{say.set(papers)} by how many {say.set(target)} "
                f"they {say.verb(predicates)}"
            )
        case q.Latest(papers, top, earliest):
            which = "earliest" if earliest else "latest"
            number = f"{top} " if top > 1 else ""
            return f"the {number}{which} of the {say.set(papers)}, by date (ties included)"
        case q.Similar(papers, top):
            return f"the {top} papers that have most in common with {say.set(papers)}"
        case q.Path(start, end):
            return f"a shortest path between {say.set(start)} and {say.set(end)}"
        case q.Tally(papers, by, top):
            if top is None:
                return f"{say.set(papers)} by {by}"
            return f"{say.places(top, None, ascending=False)}{by}s by how many {say.set(papers)} they have"
        case q.Attribute(papers, name):
            return f"the {name} of {verbalize(papers, index) if isinstance(papers, q.Latest) else say.set(papers)}"
        case q.Describe(members):
            return f"a description of {say.set(members)}"
        case q.Share(part, whole):
            return f"which percentage of {say.set(whole)} {say.clause(part)}"
        case q.Average(papers, predicates, target, function):
            extent = {"AVG": "on average", "MAX": "at most", "MIN": "at least"}[function]
            return f"how many {say.set(target)} {say.set(papers)} {say.verb(predicates)} {extent}"
        case q.RelationsBetween(papers, target):
            return f"what {say.set(papers)} {'does' if _is_one(papers) else 'do'} with {say.set(target)}"
        case q.Schema():
            return "the relations that the graph knows, with the number of statements of each"
        case q.Size():
            return "the size of the graph"
        case _:
            assert_never(query)


def _is_one(members: q.Set) -> bool:
    """Whether a set has a name in the singular: a verb after it ends in -s."""
    match members:
        case q.ThesePapers(iris) | q.Things(iris):
            return len(iris) == 1
        case q.And(parts):
            return any(isinstance(part, q.ThesePapers) and len(part.iris) == 1 for part in parts)
        case q.Minus(whole):
            return _is_one(whole)
    return False


def _third_person(verb: str) -> str:
    """A verb in the plural (its first word) -> in the singular.

    >>> _third_person("evaluate on"), _third_person("address"), _third_person("have"), _third_person("only mention")
    ('evaluates on', 'addresses', 'has', 'only mentions')
    """
    if verb.startswith("only "):
        return "only " + _third_person(verb.removeprefix("only "))
    first, _, rest = verb.partition(" ")
    irregular = {"have": "has", "are": "is", "do": "does", "were": "was"}
    ending = "es" if first.endswith(("s", "sh", "ch", "x")) else "s"
    return " ".join(filter(None, (irregular.get(first, first + ending), rest)))


class _Words:
    def __init__(self, index: LabelIndex) -> None:
        self._index = index

    def places(self, top: int | None, place: int | None, ascending: bool) -> str:
        end = "fewest" if ascending else "most"
        if place is not None:
            return f"number {place} (counting from the {end}) of the "
        if top is None:
            return "all "
        first = "the first" if top == 1 else f"the first {top}"
        return f"{first} ({end} first, ties included) of the "

    def verb(self, predicates: Sequence[str], *, is_one: bool = False) -> str:
        """The verb for a disjunction of predicates, named as a whole where it has a name."""
        verbs: Sequence[str] = [PREDICATES[name].verb for name in predicates]
        if len(predicates) > _MANY:
            verbs = ["have anything to do with"]
        elif "mentions" in predicates and len(predicates) > 1:
            verbs = ["relate to", "mention"]
        else:
            for type_, about in ABOUT.items():
                if set(predicates) == set(about) and len(about) > 1:
                    verbs = {"Language": ["cover"], "Task": ["address", "survey"]}.get(type_, ["relate to"])
                    break
        return " or ".join(_third_person(verb) if is_one else verb for verb in verbs)

    def set(self, members: q.Set) -> str:
        match members:
            case q.And(parts):
                return self._and(parts)
            case q.Or(parts):
                if q.is_paper_set(members):
                    return f"papers that {' or '.join(self.clause(part) for part in parts)}"
                return " or ".join(self.set(part) for part in parts)
            case q.Minus(whole, part):
                if not q.is_paper_set(members):
                    return f"{self.set(whole)} without {self.set(part)}"
                joint = " that " if whole == q.Papers() or isinstance(whole, q.ThesePapers) else " but "
                return f"{self.set(whole)}{joint}{self.negated(part, is_one=_is_one(whole))}"
            case q.Papers():
                return "papers"
            case q.ThesePapers(iris):
                return _listed([f'"{self._index.titles.get(iri, iri)}"' for iri in iris])
            case q.OfType("survey"):
                return "surveys"
            case q.OfType(paper_type):
                return f"{paper_type} papers"
            case q.Things(iris, exactly):
                return self._things(iris, exactly)
            case q.Kind(type_, kind):
                return _KINDS.get(kind, _PLURALS[type_])
            case q.KindOf(iris):
                return f"kinds of {self._things(iris, exactly=True)}"
            case q.ObjectsOf(predicates, papers):
                return f"what {self.set(papers)} {self.verb(predicates, is_one=_is_one(papers))}"
            case q.ObjectsOfEach() | q.SupportedBy() | q.SupportedBeyond():
                return f"what {self._supporters(members)}"
            case q.BasedOn(models, inverse):
                if not inverse:
                    return f"models built on {self.set(models)}"
                if isinstance(models, q.ObjectsOf):
                    return f"what the models that {self._supporters(models)} are built on"
                return f"what {self.set(models)} is built on"
            case _:
                return f"papers that {self.clause(members)}"

    def sentence(self, papers: q.Set) -> str:
        """Papers and what they do, as a main clause."""
        if isinstance(papers, q.And) and any(isinstance(part, q.ThesePapers) for part in papers.parts):
            first, *rest = sorted(papers.parts, key=lambda part: not isinstance(part, q.ThesePapers))
            return f"{self.set(first)} {' and '.join(self.clause(part, is_one=_is_one(first)) for part in rest)}"
        if isinstance(papers, q.Minus) and _is_one(papers.whole):
            return f"{self.sentence(papers.whole)} and {self.negated(papers.part, is_one=True)}"
        if isinstance(papers, q.ThesePapers) or not q.is_paper_set(papers):
            return f"there is {self.set(papers)}"
        return f"papers {self.clause(papers)}"

    def clause(self, members: q.Set, *, is_one: bool = False) -> str:
        """A set of papers as a clause whose subject is "papers that", or one paper."""

        def verb(predicates: Sequence[str]) -> str:
            return self.verb(predicates, is_one=is_one)

        are, have, were = ("is", "has", "was") if is_one else ("are", "have", "were")
        match members:
            case q.Related(predicates, target, least, most):
                sure = f" with confidence of at least {least:g}" if least else ""
                sure += f" with confidence of at most {most:g}" if most < 1 else ""
                return f"{verb(predicates)} {self.set(target)}{sure}"
            case q.OnlyRelated(predicates, target, type_):
                return f"{verb(predicates)} {self.set(target)} and no other {type_.lower()}"
            case q.EachRelated(predicates, target):
                return f"{verb(predicates)} each of the {self.set(target)} in the graph"
            case q.WrittenBy(name):
                return f'{have} an author called "{name}"'
            case q.Counting(predicates, target, least, most):
                things = self.set(target)
                is_single = most == 1 or (least == 1 and most is None)
                return f"{verb(predicates)} {_bounds(least, most)} {things.removesuffix('s') if is_single else things}"
            case q.CountingBeyond(predicates, target, than, fewer):
                return f"{verb(predicates)} {'fewer' if fewer else 'more'} {self.set(target)} than {self.set(than)}"
            case q.TitleContains(text):
                return f'{have} "{text}" in the title'
            case q.TextContains(text):
                return f'{have} "{text}" in the title or abstract'
            case q.Recent(years):
                span = "year" if years == 1 else f"{years} years"
                return f"{were} issued in the last {span} before the newest paper"
            case q.Dated(first, last):
                if first is None and last is None:
                    return f"{have} a date"
                if first == last:
                    return f"{are} from {first}"
                start = f" since {first}" if first is not None else ""
                return f"{were} issued{start}" + (f" until {last}" if last is not None else "")
            case q.OfType(paper_type):
                kind = "survey" if paper_type == "survey" else f"{paper_type} paper"
                return f"is a {kind}" if is_one else f"are {kind}s"
            case q.ThesePapers():
                return f"{are} {self.set(members)}"
            case q.And(parts):
                clauses = [self.clause(part, is_one=is_one) for part in parts]
                return " and ".join(
                    f"either {said}" if isinstance(part, q.Or) else said
                    for part, said in zip(parts, clauses, strict=True)
                )
            case q.Or(parts):
                return " or ".join(self.clause(part, is_one=is_one) for part in parts)
            case q.Minus(whole, part):
                negated = self.negated(part, is_one=is_one)
                if isinstance(whole, q.Minus) and whole.whole == q.Papers():
                    return f"{self.clause(whole, is_one=is_one)} and {negated}"
                return negated if whole == q.Papers() else f"{self.clause(whole, is_one=is_one)} but {negated}"
            case q.Papers():
                return f"{are} in the graph"
            case _:
                return self.set(members)

    def negated(self, members: q.Set, *, is_one: bool = False) -> str:
        """The opposite of `clause`."""
        clause = self.clause(members)
        does, are = ("does", "is") if is_one else ("do", "are")
        if isinstance(members, q.Or | q.And):
            clauses = [self.clause(part) for part in members.parts]
            if not any(one.startswith(("are ", "were ", "have ")) for one in clauses):
                if isinstance(members, q.Or):
                    return f"{does} neither {' nor '.join(clauses)}"
                return f"{does} not both {' and '.join(clauses)}"
        if clause.startswith("are "):
            return f"{are} not {clause.removeprefix('are ')}"
        if clause.startswith("were "):
            return f"{'was' if is_one else 'were'} not {clause.removeprefix('were ')}"
        return f"{does} not {clause}"

    def _and(self, parts: Sequence[q.Set]) -> str:
        if q.is_paper_set(parts[0]):
            heads = [part for part in parts if isinstance(part, q.OfType | q.ThesePapers)]
            rest = [part for part in parts if part not in heads]
            head = self.set(heads[0]) if heads else "papers"
            rest = [*heads[1:], *rest]
            is_one = bool(heads) and _is_one(heads[0])
            if not rest:
                return head
            return f"{head} that {self.clause(q.conjunction(rest), is_one=is_one)}"
        if any(isinstance(part, q.BasedOn) for part in parts):  # they are models, which need not be said
            parts = [part for part in parts if part != q.Kind("Model")]
            if len(parts) == 1:
                return self.set(parts[0])
        kinds = [part for part in parts if isinstance(part, q.Kind | q.KindOf | q.Things)]
        rest = [part for part in parts if part not in kinds]
        specific = [part for part in kinds if not isinstance(part, q.Kind)] or kinds
        head = " that are ".join(self.set(part) for part in specific) or "things"
        said = [
            f"that {self._supporters(part)}"
            if isinstance(part, q.ObjectsOf | q.ObjectsOfEach | q.SupportedBy | q.SupportedBeyond)
            else f"among {self.set(part)}"
            for part in rest
        ]
        return " ".join([head, " and ".join(said)]).strip()

    def _supporters(self, members: q.Set) -> str:
        """The papers behind entities, with their verb: "at least 3 papers evaluate on"."""
        match members:
            case q.ObjectsOf(predicates, papers):
                return f"{self.set(papers)} {self.verb(predicates, is_one=_is_one(papers))}"
            case q.ObjectsOfEach(predicates, papers):
                return f"all of the {self.set(papers)} {self.verb(predicates)}"
            case q.SupportedBy(predicates, papers, least, most):
                said = self.set(papers)
                is_single = (least, most) == (1, 1) or (least is None and most == 1)
                if is_single and said.startswith("papers"):
                    verb = self.verb(predicates, is_one=True)
                    return f"{_bounds(least, most)} paper{said.removeprefix('papers')} {verb}"
                return f"{_bounds(least, most)} {said} {self.verb(predicates)}"
            case q.SupportedBeyond(predicates, papers, than, fewer):
                amount = "fewer" if fewer else "more"
                return f"{amount} {self.set(papers)} {self.verb(predicates)} than {self.set(than)}"
        return self.set(members)

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
