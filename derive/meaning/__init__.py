"""Give the surface tree its meaning: names become entries of tensors, `u^T v` becomes a sum of u_k v_k.

    Node, Scope, Choices  --elaborate()-->  Array

Shape errors are found here, before any algebra: the sum of a row of `U` and the whole of `U` never reaches a decider.
Reading order: the rooms naming, indexing, summing, calling and deriving, then symbols, elaborate, define, slices.
"""
