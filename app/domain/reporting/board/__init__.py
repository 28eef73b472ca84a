"""The one board that puts all indicators together: what it counts, how each unit stands, who comes first."""
