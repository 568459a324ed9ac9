"""Starts the clinic on this machine: an embedded PostgreSQL, and the processes beside it."""
