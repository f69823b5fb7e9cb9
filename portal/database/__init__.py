"""The record of the business in PostgreSQL: tables, policies, pools, and the server itself."""
