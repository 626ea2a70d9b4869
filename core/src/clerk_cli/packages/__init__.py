"""Distributions of plugins: what is installed, who installs, what a team wants, new ones."""
