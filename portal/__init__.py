"""The business of the portal: its rules, records, reads and operations."""

import gc

# Most of what a process of the portal makes stays as long as it does: modules, records' classes, the schema, plans.
# Looking through the youngest after ten thousand new objects instead of 700 saves a twentieth of a start's CPU; the
# oldest are looked through about as often as before, so that what SQLAlchemy ties in circles does not pile up.
gc.set_threshold(10_000, 10, 3)
