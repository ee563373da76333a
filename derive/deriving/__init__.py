"""Derivatives as people write them: fractions of partials, nablas, differentials, bars that say where.

Reading order: folding, through, differentials, derivatives, evaluated.
"""
