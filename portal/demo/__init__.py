"""A plausible company with partners and contracts, plainly made up, so that somebody new can look around."""
