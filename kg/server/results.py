"""Results of queries in the standard formats, written within limits.

Oxigraph writes them too, but cannot stop at a number of rows. The test suite reads what is written here with Oxigraph's
parsers.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from kg.server.errors import RequestError
from kg.server.limits import Limits
from ontology.terms import KGR, PREFIXES, XSD

__all__ = ["GRAPH_FORMATS", "TABLE_FORMATS", "Rows", "at_most", "write_boolean", "write_graph", "write_table"]

#: The solutions of a query: a term, or None for no value, for each variable.
Rows = Iterable[Sequence[Any]]

_STRING: Final = XSD + "string"
#: Controls that XML 1.0 cannot hold, not even escaped.
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def at_most(limit: int, items: Iterable[Any]) -> Iterator[Any]:
    """`items`, as long as there are not more than `limit`.

    Raises
    ------
    RequestError
        Status 422, once there is one more.
    """
    for number, item in enumerate(items):
        if number == limit:
            raise RequestError(
                422,
                f"the result has more than the {limit:,} rows that this server gives",
                hint="Ask for a part of it with ORDER BY, LIMIT and OFFSET, or use kg query and kg export.",
            )
        yield item


def write_table(variables: Sequence[str], rows: Rows, media_type: str, limits: Limits) -> bytes:
    """The solutions of a SELECT query in one of `TABLE_FORMATS`.

    Raises
    ------
    RequestError
        Status 422, if there are more rows or bytes than `limits` allow.
    """
    return _collect(TABLE_FORMATS[media_type](variables, at_most(limits.rows, rows)), limits.result_bytes)


def write_boolean(value: bool, media_type: str) -> bytes:
    """The answer to an ASK query in one of `TABLE_FORMATS`."""
    word = "true" if value else "false"
    if media_type.endswith("json"):
        return f'{{"head":{{}},"boolean":{word}}}'.encode()
    if media_type.endswith("xml"):
        return f"{_XML_START}<head/><boolean>{word}</boolean></sparql>".encode()
    return word.encode()


def write_graph(triples: Iterable[Any], media_type: str, limits: Limits) -> bytes:
    """Triples, each once and sorted, in one of `GRAPH_FORMATS`.

    Raises
    ------
    RequestError
        Status 422, if there are more triples or bytes than `limits` allow.
    """
    found = sorted(set(at_most(limits.rows, triples)), key=str)
    format_ = GRAPH_FORMATS[media_type]
    if format_ == ox.RdfFormat.TURTLE:
        # Ids hold slashes, which are escaped after a prefix and not after a base.
        prefixes = {prefix: iri for prefix, iri in PREFIXES.items() if iri != KGR}
        lines = (ox.serialize(found, format=format_, prefixes=prefixes, base_iri=KGR) or b"").splitlines(keepends=True)
        lines[: len(prefixes) + 1] = sorted(lines[: len(prefixes) + 1])  # Oxigraph's order changes from run to run
        written = b"".join(lines)
    else:
        prefixes = PREFIXES if format_ == ox.RdfFormat.RDF_XML else {}
        written = ox.serialize(found, format=format_, prefixes=prefixes) or b""
    return _collect([written], limits.result_bytes)


def _collect(parts: Iterable[str | bytes], limit: int) -> bytes:
    out = io.BytesIO()
    for part in parts:
        out.write(part.encode() if isinstance(part, str) else part)
        if out.tell() > limit:
            raise RequestError(
                422,
                f"the result is larger than the {limit:,} bytes that this server gives",
                hint="Ask for fewer rows or variables, or use kg query and kg export.",
            )
    return out.getvalue()


# JSON: https://www.w3.org/TR/sparql11-results-json/


def _json_parts(variables: Sequence[str], rows: Rows) -> Iterator[str]:
    yield f'{{"head":{{"vars":{json.dumps(list(variables))}}},"results":{{"bindings":['
    for number, row in enumerate(rows):
        values = {name: _json_term(term) for name, term in zip(variables, row, strict=True) if term is not None}
        yield ("," if number else "") + json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    yield "]}}"


def _json_term(term: Any) -> dict[str, Any]:
    if isinstance(term, ox.Literal):
        value = {"type": "literal", "value": term.value}
        if term.language:
            value["xml:lang"] = term.language
        elif term.datatype.value != _STRING:
            value["datatype"] = term.datatype.value
        return value
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
    return {"type": "uri" if isinstance(term, ox.NamedNode) else "bnode", "value": term.value}


# XML: https://www.w3.org/TR/rdf-sparql-XMLres/

_XML_START: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def _xml_parts(variables: Sequence[str], rows: Rows) -> Iterator[str]:
    heads = [f"<variable name={quoteattr(name)}/>" for name in variables]
    yield f"{_XML_START}<head>{''.join(heads)}</head><results>"
    starts = [f"<binding name={quoteattr(name)}>" for name in variables]
    for row in rows:
        bindings = (
            f"{start}{_xml_term(term)}</binding>" for start, term in zip(starts, row, strict=True) if term is not None
        )
        yield f"<result>{''.join(bindings)}</result>"
    yield "</results></sparql>"


def _xml_term(term: Any) -> str:
    if isinstance(term, ox.Literal):
        about = ""
        if term.language:
            about = f" xml:lang={quoteattr(term.language)}"
        elif term.datatype.value != _STRING:
            about = f" datatype={quoteattr(term.datatype.value)}"
        return f"<literal{about}>{_xml_text(term.value)}</literal>"
    if isinstance(term, ox.Triple):
        parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
        return f"<triple>{''.join(f'<{name}>{_xml_term(part)}</{name}>' for name, part in parts)}</triple>"
    tag = "uri" if isinstance(term, ox.NamedNode) else "bnode"
    return f"<{tag}>{_xml_text(term.value)}</{tag}>"


def _xml_text(text: str) -> str:
    """`text` in XML; what XML cannot hold at all becomes a replacement character."""
    return escape(_NOT_XML.sub("\ufffd", text), {"\r": "&#xD;"})


# CSV and TSV: https://www.w3.org/TR/sparql11-results-csv-tsv/


def _csv_parts(variables: Sequence[str], rows: Rows) -> Iterator[str]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(variables)
    for row in rows:
        writer.writerow([_csv_term(term) for term in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _csv_term(term: Any) -> str:
    if term is None:
        return ""
    return str(term.value) if isinstance(term, ox.NamedNode | ox.Literal) else _tsv_term(term)


def _tsv_parts(variables: Sequence[str], rows: Rows) -> Iterator[str]:
    yield "\t".join(f"?{name}" for name in variables) + "\n"
    for row in rows:
        yield "\t".join("" if term is None else _tsv_term(term) for term in row) + "\n"


def _tsv_term(term: Any) -> str:
    if isinstance(term, ox.Triple):
        return f"<<( {_tsv_term(term.subject)} {_tsv_term(term.predicate)} {_tsv_term(term.object)} )>>"
    return str(term).replace("\t", "\\t")


#: Media type -> writer, for SELECT and ASK; what the server prefers first.
TABLE_FORMATS: Final = MappingProxyType[str, Callable[[Sequence[str], Rows], Iterator[str]]](
    {
        "application/sparql-results+json": _json_parts,
        "application/json": _json_parts,
        "application/sparql-results+xml": _xml_parts,
        "application/xml": _xml_parts,
        "text/csv": _csv_parts,
        "text/tab-separated-values": _tsv_parts,
    }
)
#: Media type -> format, for CONSTRUCT, DESCRIBE and the description of a thing; what the server prefers first.
GRAPH_FORMATS: Final = MappingProxyType[str, ox.RdfFormat](
    {
        "text/turtle": ox.RdfFormat.TURTLE,
        "application/n-triples": ox.RdfFormat.N_TRIPLES,
        "application/ld+json": ox.RdfFormat.JSON_LD,
        "application/rdf+xml": ox.RdfFormat.RDF_XML,
    }
)
