"""A signed assessment as one file whose numbers anyone can compute again. Pure."""
