"""The station's books: ledger, keyring and folded tables in one encrypted file."""
