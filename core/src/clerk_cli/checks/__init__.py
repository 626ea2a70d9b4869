"""Mistakes of plugin authors, found without running a command: ``clerk plugins check``."""
