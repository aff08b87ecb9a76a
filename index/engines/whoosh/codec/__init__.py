"""A generation as an index of Whoosh's own: a codec that reads our arrays, so that any Whoosh query runs over them.

Our own search does not come by here, and imports no Whoosh.
"""
