"""Small edits of the author's own text that make a wrong step provable.

Reading order: edits, letters, crumbs, search.
"""
