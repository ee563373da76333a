"""The path of one equation from top to bottom: Source -> Chain -> Node -> Term -> verdict -> Report.

Reading order: verdict, watch, decide, doubts, links, adoption, readings, memory, opening, alone, edits, repairs,
findings, understood, check, explanations, wire, guard.
"""
