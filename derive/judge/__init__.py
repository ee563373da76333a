"""The path of one equation from top to bottom: Source -> Chain -> Node -> Term -> verdict -> Report.

Reading order: verdict, readings, decide, repairs, check.
"""
