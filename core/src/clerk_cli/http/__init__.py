"""The connection to the Backend API."""
