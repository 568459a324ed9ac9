"""A plan from a finding: what is suggested, what forbids it, how it moves on. Pure."""
