"""The vocabulary that every layer shares: classes, properties, records, names and identity.

Nothing here reads papers, stores triples or answers questions. The layers above (`extractors`, `queries`, `kg`)
ask this one what a name denotes and which IRI a thing has.
"""

__version__ = "0.1.0"
