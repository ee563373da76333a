"""Plans as source in C, for Numba, for NumPy. Text only: nothing is built here.

Reading order:

    vectors       the vector unit in C
    sizes         of a kernel, looked at before they enter a source
    blocks        what a kernel is given
    scalars       slopes as text
    exponentials  the numbers of e^x
    places        what routines are given
    steps         what a kernel does at a window
    walks_in_c, windows_in_c, scans_in_c, kernels_in_c                   kernels that train: the walk over a block,
    walks_in_numba, windows_in_numba, scans_in_numba, kernels_in_numba   a step with drawn words, one with all words,
    kernels_in_numpy                                                     both together
    pairs_in_c, softmaxes_in_c, losses_in_numba, losses_in_numpy         losses and gradients, steps, batches
"""
