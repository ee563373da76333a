"""A chain read in one scope under one set of choices, link by link, before any refutation.

    Chain, Scope, Choices  --read_chain_in()-->  Reading

Reading order: link, unsaid, comparison, adoption, renaming, solving, roots, standins, balance, readings, memory.
"""
