"""What runs before everything else: the index, the fast path, lean imports."""
