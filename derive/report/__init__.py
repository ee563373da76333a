"""What people and programs are shown: each file turns a Report into text and reads nothing else.

Reading order: neutral, wording, excerpt, terminal, jsonl. Only excerpt and terminal import rich.
"""
