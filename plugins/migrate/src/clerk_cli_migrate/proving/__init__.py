"""After a run: what the instance has is compared with what was sent, and taken back if asked."""
