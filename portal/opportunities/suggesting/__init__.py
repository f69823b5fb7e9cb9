"""What else a customer may buy, by what others who buy the same have bought, with the figures it rests on."""
