"""What a step rests on that only a guess says: nothing is called false because of it.

Reading order: spoken, resting.
"""
