"""Declarations: what a document, a problem file or a built-in context says about its names, in the author's own LaTeX.

Reading order: texts, assumptions, statements, contexts, layouts, problem.
"""
