"""Paths to the pages of a visit or a wish; a signed key stands in for an account."""
