"""The area of facts: what came with which call or file, and what is known of each thing that is counted."""
