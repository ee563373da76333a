"""The path of one equation from top to bottom: Source -> Chain -> Node -> Term -> verdict -> Report.

Reading order: findings, garbage, check, explanations, guard.
"""
