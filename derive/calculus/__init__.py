"""Derivatives of terms with respect to entries of tensors."""
