"""Sandboxes on this machine: their files and their seeds."""
