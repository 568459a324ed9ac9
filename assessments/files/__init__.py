"""Kept frames and clips."""
