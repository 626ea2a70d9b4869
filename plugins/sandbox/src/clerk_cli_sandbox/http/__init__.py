"""What every operation needs: routes, bodies, errors and lists; nothing about Clerk's objects."""
