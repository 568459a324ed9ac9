"""The numbers that DESIGN.md holds us to, measured over HTTP: `python -m benchmarks`."""
