"""Organizations: members, invitations, domains, roles and permissions."""
