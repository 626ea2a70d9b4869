"""Sign-ups, sessions and what is signed for them: session and one-time tokens, JWT templates."""
