"""From a formula's text to a surface tree that decides only what typography decides.

Reading order: nodes, spellings, tokens, words, brackets, cursor, environments, scripts, groups, differentials, grammar,
layout, conditions, rows, chains, weave, telling, reader.
"""
