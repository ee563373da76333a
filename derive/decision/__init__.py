"""Whether two terms are equal: both deciders asked, the refuter where they say no, limits kept.

Reading order: watch, abstract, decide.
"""
