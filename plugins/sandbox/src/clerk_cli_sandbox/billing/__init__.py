"""Billing: plans, subscriptions, statements and credits."""
