"""The area of measurements: a value with all that it rests on, and what is said against it."""
