"""Facts by the million: taken in, settled, shown on cards, and a quarter of a hundred thousand expectations closed."""
