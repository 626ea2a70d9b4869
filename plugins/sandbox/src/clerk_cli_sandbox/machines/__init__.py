"""Machine authentication: machines, M2M tokens and API keys."""
