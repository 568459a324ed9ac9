"""The numbers we hold ourselves to, measured over HTTP: `python -m benchmarks`."""
