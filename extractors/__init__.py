"""From a paper's text to entities, mentions and statements: a spaCy pipeline of small registered components.

Nothing here knows RDF stores, questions or the command line. `extractors.pipeline.Extractor` is the way in.
"""
