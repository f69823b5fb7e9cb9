"""Breaches: what was not kept, the plan against it, and what it costs."""
