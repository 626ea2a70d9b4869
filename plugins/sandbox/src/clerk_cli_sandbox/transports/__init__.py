"""How requests arrive: over HTTP, or from the CLI in the same process."""
