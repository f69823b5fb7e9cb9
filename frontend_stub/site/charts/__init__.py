"""Charts in the first paint: geometry in Python, drawn by templates/_macros/charts.html, each beside its table."""
