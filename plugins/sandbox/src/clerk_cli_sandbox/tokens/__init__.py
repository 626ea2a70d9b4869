"""Sessions and what is signed for them: session, sign-in and testing tokens, JWT templates."""
