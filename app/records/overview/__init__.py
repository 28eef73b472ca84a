"""The board that puts all indicators together: where the reader stands, what they asked for, page, paper, sheet."""
