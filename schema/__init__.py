"""The API: GraphQL types whose reads compile to one SQL statement, and mutations that are one operation each."""
