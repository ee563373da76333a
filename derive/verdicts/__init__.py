"""What the product says of a document: verdicts, findings, reports. Renderers read nothing else.

Reading order: verdict, wire.
"""
