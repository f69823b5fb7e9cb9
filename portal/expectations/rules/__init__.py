"""The lives of the room: an expectation, a measurement of one period, a breach, and a card."""
