"""Where places stood before other folders needed them; import `portal.expectations.places`."""

from portal.expectations.places import Place, plain, shown

__all__ = ["Place", "plain", "shown"]
