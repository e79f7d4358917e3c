"""The versions of the database, one script each; a script that was shipped is never changed."""
