"""The record of a run: what is to be sent, what was sent, and its outcome."""
