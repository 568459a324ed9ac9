"""The articles that everyone may read, and what they rest on."""
