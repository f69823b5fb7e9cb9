"""The business of the portal: its rules, records, reads and operations."""
