"""Users and how they come to be: identifiers, passwords, invitations, waitlist, restrictions."""
