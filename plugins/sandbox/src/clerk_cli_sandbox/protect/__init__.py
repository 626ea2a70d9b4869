"""Protect: rules, their expressions, and what expressions can refer to."""
