"""How fast the portal is against others on the same data: run with `python -m tests.benchmarks`; never a timed test."""
