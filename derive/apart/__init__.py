"""A function of a person's own in a process of its own: killed in the end, able to do little; bytes come back.

    with Contained(path, name) as process:
        process.call(arguments)

Reading order:

    calls       what a function is given, and what it gives, as arrays of NumPy or of another library
    limits      what a process may do: time, memory, files, processes
    child       what runs in the other process; knows NumPy, these two, and nothing else of derive
    contained   that process, and the bytes that come back

Nothing is imported here: the other process is to start fast.
"""
