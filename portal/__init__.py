"""The business of the portal: its rules, records, reads and operations."""

import gc

# Most of what a process of the portal makes stays as long as it does: modules, records' classes, the schema, plans.
# Python looks through the youngest objects after 700 new ones, which is an eighth of the CPU of a start.
gc.set_threshold(10_000, 20, 20)
