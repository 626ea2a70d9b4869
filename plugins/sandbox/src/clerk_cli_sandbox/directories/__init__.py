"""Directories that provision users from identity providers, and the roles of their groups."""
