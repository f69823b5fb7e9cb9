"""The pure half of scores: periods, intervals of confidence, lines of a card, and what a miss costs."""
