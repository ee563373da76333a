"""From a formula's text to a surface tree that decides only what typography decides.

Reading order: nodes, spellings, tokens, grammar, chains.
"""
