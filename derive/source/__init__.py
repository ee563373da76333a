"""Text and positions: documents as they are on disk, and the islands of mathematics in them. Knows no algebra.

Reading order: text, load, notes, headers, islands, prose, strips, mending, macros.
"""
