"""The pages by area; each module has a PAGES or ROUTES table that app.py reads."""
