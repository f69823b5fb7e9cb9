"""The pages people work in: the first GraphQL client of the portal, which a company may replace."""
