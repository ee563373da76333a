"""Sums as people write them: over axes, windows, draws and times; and tables that show every entry.

Reading order: stages, steps, instants, sums, reaching, blocks, tables.
"""
