"""Which paper a record describes: identifiers found in it, the key of its title, and the CURIE that follows.

An arXiv id (wherever it stands: `arxiv`, `url`, `doi`, `id`) goes before a DOI, a DOI before an id of the ACL
Anthology, and a record without any of them is known by its title.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from typing import Final
from urllib.parse import quote, unquote

from extractors.latex import decode
from ontology.folding import fold, slug
from ontology.records import SourceRecord

__all__ = ["RANKED_KINDS", "group_keys", "identifier_curie", "paper_id", "strong_ids", "title_curie", "title_key"]

#: Kinds of identifiers, the best first.
RANKED_KINDS: Final = ("arxiv", "doi", "acl")

_MAX_SLUG: Final = 120
_DIGEST_DIGITS: Final = 8
#: What RFC 3987 allows in a path besides letters, digits and "-._~"; "#" and "?" would end it.
_SAFE_IN_PATH: Final = "/:@!$&'()*+,;="

#: The archives in whose names ids were given until March 2007; there will be no others.
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga|"
    "funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|"
    "q-alg|q-bio|quant-ph|solv-int|stat|supr-con"
)
#: Since April 2007 YYMM.number, with five digits from 2015; before, archive/YYMMnumber. The version is not identity.
_ARXIV = (
    r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}"
    rf"|(?:{_ARCHIVES})(?:\.[A-Z]{{2}})?/\d{{2}}(?:0[1-9]|1[0-2])\d{{3}})(?:v\d+)?"
)
_ARXIV_ID = re.compile(rf"(?:arxiv:\s*)?{_ARXIV}", re.IGNORECASE | re.ASCII)
_ARXIV_URL = re.compile(
    rf"(?:arxiv\.org/(?:abs|pdf|html|format|e-print)|huggingface\.co/papers)/{_ARXIV}(?!\d)", re.IGNORECASE | re.ASCII
)
_SUBJECT_CLASS = re.compile(r"\.[a-z]{2}(?=/)", re.IGNORECASE)
_DOI_ID = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE | re.ASCII)
_DOI_URL = re.compile(r"//(?:dx\.)?doi\.org/(10\.\d{4,9}/[^\s?#]+)", re.IGNORECASE | re.ASCII)
#: "2020.acl-main.17", and from before 2020 "P19-1001" and "W19-36022".
_ACL = r"(\d{4}\.[a-z0-9_]+(?:-[a-z0-9_]+)+\.[a-z0-9]+|[A-Z]\d{2}-\d{4,5})"
_ACL_ID = re.compile(_ACL, re.IGNORECASE | re.ASCII)
_ACL_URL = re.compile(rf"(?:aclanthology\.org|aclweb\.org/anthology)/{_ACL}(?![\w-])", re.IGNORECASE | re.ASCII)
_ARXIV_DOI = "10.48550/arxiv."
_ACL_DOI = "10.18653/v1/"


def strong_ids(record: SourceRecord) -> dict[str, str]:
    """Identifiers by kind, in the order of `RANKED_KINDS`, in one spelling each.

    DOIs are in lower case, since they do not differ by case. A DOI that arXiv or the ACL Anthology made from its own id
    says that id as well.
    """
    doi = _first(_DOI_ID, record.doi, record.identifier) or _first_in_url(_DOI_URL, record.url)
    doi = unquote(doi).lower()
    from_doi = doi.removeprefix(_ARXIV_DOI) if doi.startswith(_ARXIV_DOI) else ""
    arxiv = _first(_ARXIV_ID, record.arxiv) or _first_in_url(_ARXIV_URL, record.arxiv, record.url)
    arxiv = arxiv or _first(_ARXIV_ID, from_doi, record.identifier)
    from_doi = doi.removeprefix(_ACL_DOI) if doi.startswith(_ACL_DOI) else ""
    acl = _first(_ACL_ID, record.identifier) or _first_in_url(_ACL_URL, record.url) or _first(_ACL_ID, from_doi)
    found = {
        "arxiv": _SUBJECT_CLASS.sub("", arxiv).lower(),
        "doi": "" if doi.startswith(_ARXIV_DOI) else doi,
        "acl": acl.lower() if "." in acl else acl.upper(),
    }
    return {kind: found[kind] for kind in RANKED_KINDS if found[kind]}


def _first(pattern: re.Pattern[str], *texts: str) -> str:
    """The identifier that one of `texts` consists of."""
    for text in texts:
        if text and (match := pattern.fullmatch(text)):
            return match[1]
    return ""


def _first_in_url(pattern: re.Pattern[str], *urls: str) -> str:
    """The identifier that one of `urls` leads to."""
    for url in urls:
        if url and (match := pattern.search(url)):
            return match[1]
    return ""


def title_key(title: str) -> str:
    r"""The form under which titles are compared: folded, LaTeX decoded.

    >>> title_key(r"T\"ULU 3: Pushing Frontiers"), title_key("Tülu 3 -- pushing frontiers")
    ('tulu 3 pushing frontiers', 'tulu 3 pushing frontiers')
    """
    text = decode(title).text
    return _unfolded(text) if _folding_loses(text) else fold(text)


def _folding_loses(text: str) -> bool:
    """Whether folding `text` would make different titles alike: nothing is left of it, or it drops vowel signs."""
    if text.isascii():
        return not any(map(str.isalnum, text))
    if not fold(text):
        return True
    # Vowel signs of Indic and some Southeast Asian scripts are marks that stand for themselves (combining class 0);
    # accents have a class, and variation selectors (of emoji) mean nothing here.
    return any(
        unicodedata.category(c) in {"Mc", "Mn"} and not unicodedata.combining(c) and not "\ufe00" <= c <= "\ufe0f"
        for c in unicodedata.normalize("NFKD", text)
    )


def _unfolded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def identifier_curie(kind: str, value: str) -> str:
    """The CURIE of the paper with this strong identifier.

    >>> identifier_curie("doi", "10.1002/(sici)1<1::aid>2")
    'kgr:paper/doi/10.1002/(sici)1%3C1::aid%3E2'
    """
    return f"kgr:paper/{kind}/{quote(value, safe=_SAFE_IN_PATH)}"


def title_curie(title: str) -> str:
    """The CURIE of a paper that is known by its title only: a slug, cut and closed by a digest if it is long.

    >>> title_curie("Qwen2.5: A Party of Models!")
    'kgr:paper/title/qwen2.5-a-party-of-models'
    """
    text = decode(title).text
    full = slug(text).strip("-")
    if _folding_loses(text):
        name = f"{_cut(full)}-{_digest(_unfolded(text))}".lstrip("-")
    elif len(full) > _MAX_SLUG:
        name = f"{_cut(full)}-{_digest(full)}"
    else:
        name = full
    return f"kgr:paper/title/{name}"


def _cut(text: str) -> str:
    """At most `_MAX_SLUG` characters of `text`, whole words where there are hyphens."""
    if len(text) <= _MAX_SLUG:
        return text
    head = text[: _MAX_SLUG + 1]
    return head.rpartition("-")[0] or head[:_MAX_SLUG]


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:_DIGEST_DIGITS]


def paper_id(record: SourceRecord) -> str:
    """The CURIE of the paper that `record` alone would be."""
    for kind, value in strong_ids(record).items():
        return identifier_curie(kind, value)
    return title_curie(record.title)


def group_keys(record: SourceRecord) -> frozenset[str]:
    """Keys by which `record` may join others; records without a common key, even through others, are different papers.

    >>> sorted(group_keys(SourceRecord("a.txt", 1, "Llama 2", "...", arxiv="2307.09288v2")))
    ['arxiv:2307.09288', 'title:llama 2']
    """
    return frozenset([f"title:{title_key(record.title)}", *map(":".join, strong_ids(record).items())])
