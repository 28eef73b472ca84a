"""Colleagues' opinions in the subject group: confidential (ANON-10), counted, never a computed level."""

from app.domain.evaluation.peers.actions import save_opinion, save_opinions, send_opinions
from app.domain.evaluation.peers.asking import asks
from app.domain.evaluation.peers.counting import answered, tallies, tally_of
from app.domain.evaluation.peers.queries import asked_of, own_sheet

__all__ = [
    "answered", "asked_of", "asks", "own_sheet", "save_opinion", "save_opinions", "send_opinions", "tallies",
    "tally_of",
]  # fmt: skip
