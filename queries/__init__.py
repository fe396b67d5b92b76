"""Questions about the graph: a question -> its reading -> the query algebra -> SPARQL -> answers with evidence."""
