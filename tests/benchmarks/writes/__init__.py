"""What a mutation costs: three steps of a negotiation beside a hand-written transaction and PostGraphile's mutation."""
