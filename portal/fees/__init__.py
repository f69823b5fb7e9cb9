"""Fees: what a partner earns with what it sells, as a ledger that both sides read and nobody rewrites."""
