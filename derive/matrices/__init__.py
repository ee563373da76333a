"""Matrix form from index form: contractions, outer products, Hadamard products and diagonals, as people write them.

Reading order: forms, plan.
"""

from derive.matrices.forms import Form
from derive.matrices.plan import matrix_form

__all__ = ["Form", "matrix_form"]
