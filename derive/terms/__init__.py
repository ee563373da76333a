"""The index language: what a formula means once names, shapes and conventions are settled.

Reading order: interned, index, term, build, substitute, functions, facts, printing; sympy_bridge alone imports SymPy.
"""
