"""Files in and out: people, things, places and rules as CSV and Excel, and sheets of labels."""
