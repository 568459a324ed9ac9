"""Who comes to see whom, and when."""
