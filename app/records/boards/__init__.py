"""The boards: what each counts, where the reader stands, the pages that show it, print it, take it away, urge."""
