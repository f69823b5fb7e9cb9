"""Which customers two sides have in common, found without either handing over its list."""
