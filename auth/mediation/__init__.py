"""Mediators: how somebody who belongs to no organisation comes in, and to one case alone."""
