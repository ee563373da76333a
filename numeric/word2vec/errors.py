"""What can go wrong with a corpus, a setting or a file; the message says what was found and what to do."""


class TrainingError(Exception):
    """A run cannot begin or go on as it was asked for."""
