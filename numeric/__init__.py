"""Hand-coded losses and gradients in NumPy; imports nothing from derive."""
