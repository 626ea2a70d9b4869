"""Distributions of plugins: what is installed, installers, team files, the scaffold."""
