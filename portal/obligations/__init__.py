"""What a side has to have done by a day: evidence, confirmation, default, waiver."""
