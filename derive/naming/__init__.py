"""What a name may mean, and where that is looked up.

    names, marks of a tree  ->  key  --Scope-->  array, function, statement

Reading order: faults, arrays, names, moments, scope, choices, frame, losses.
"""
