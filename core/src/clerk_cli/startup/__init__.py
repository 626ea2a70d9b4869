"""What runs before the program proper: the cache of plugins, the fast path, lean imports."""
