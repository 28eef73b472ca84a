"""Continuous training (bồi dưỡng thường xuyên): what is to be learnt, by whom, and who has."""
