"""A rehearsal: the same import against a sandbox, in processes that know no other instance."""
