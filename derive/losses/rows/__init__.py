"""The rows of the loss library: one function a loss, written in SymPy. `library` lists them."""
