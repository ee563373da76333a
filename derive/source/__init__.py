"""Text and positions: documents as they are on disk, and the islands of mathematics in them. Knows no algebra.

Reading order: text, mending, macros, islands, declarations.
"""
