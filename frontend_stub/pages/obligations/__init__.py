"""Obligations: what each side has to have done by which day, the evidence, and what follows where it was not done."""
