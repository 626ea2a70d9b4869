"""The instance itself: settings, domains and redirect URLs."""
