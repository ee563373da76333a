"""Functions: those everyone knows, those a document defines, and what they give for arguments.

Reading order: functions, arguments, patterns, bodies, primes, standard, calls, pointwise.
"""
