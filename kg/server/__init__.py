"""`kg serve`: the graph for browsers and for programs, over HTTP.

`serving` listens and runs, `app` answers requests. Workers import neither, so nothing is imported here.
"""
