"""Text and positions: documents as they are on disk, and the islands of mathematics in them. Knows no algebra.

Reading order: text, strips, entities, settings, pictures, marks, macros, notebooks, pages, load, notes, headers,
islands, lifting, prose, mending.
"""
