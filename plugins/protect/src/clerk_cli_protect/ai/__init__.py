"""Language models that write expressions, and the tools that they may use."""
