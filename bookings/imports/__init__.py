"""Reads lists that come from elsewhere: a file as rows, its columns, its dates. Pure."""
