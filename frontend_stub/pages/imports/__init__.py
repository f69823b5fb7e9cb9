"""Lists of partners and people: sent, mapped, tried and taken in."""
