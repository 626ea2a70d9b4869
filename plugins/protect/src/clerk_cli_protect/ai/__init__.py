"""Rules written by AI: models, their prompts, and the tools that they can call."""
