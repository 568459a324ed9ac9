"""A copy of what the clinic keeps about a person."""
