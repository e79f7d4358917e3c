"""The central PostgreSQL: its tables and functions as numbered migrations, and its checks."""
