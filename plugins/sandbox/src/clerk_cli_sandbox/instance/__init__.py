"""The instance itself: settings, domains, redirect URLs and webhooks."""
