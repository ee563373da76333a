"""Plans as source in C, for Numba, for NumPy. Text only: nothing is built here.

Reading order:

    sizes         of a kernel, looked at before they enter a source
    scalars       slopes as text
    exponentials  the numbers of e^x
    vectors       the vector unit in C
    places        what routines are given
    windows_in_c, windows_in_numba, windows_in_numpy                 kernels that train
    pairs_in_c, softmaxes_in_c, losses_in_numba, losses_in_numpy     losses and gradients, steps, batches
"""
