"""Index letters: which are free, what binds them, which are told apart.

Reading order: indices, running, hypotheses.
"""
