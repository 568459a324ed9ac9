"""By what a value is judged: the rules, their shapes, and what a clinic may set. Pure."""
