"""Give the surface tree its meaning: names become entries of tensors, `u^T v` becomes a sum of u_k v_k.

    Node, Scope, Choices  --elaborate()-->  Array

Shape errors are found here, before any algebra: the sum of a row of `U` and the whole of `U` never reaches a decider.
Reading order: faults, arrays, names, scope, choices, frame, indices, sums, arguments, functions, standard, calls,
derivatives, hypotheses, symbols, elaborate, define.
"""
