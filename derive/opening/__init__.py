"""What a document is read under: its declarations, the contexts in question, its guesses; what it should still declare.

Reading order: supposed, state, trials, rivals, guests, alone, assumed, missing, understood.
"""
