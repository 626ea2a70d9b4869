"""How long the tests that generate their examples look."""

from __future__ import annotations

import os

from hypothesis import settings

EXAMPLES = int(os.environ.get("CLERK_TEST_EXAMPLES", "0"))
"""Examples of each test, other ones in each run; 0: a few, always the same."""

USUAL = settings().max_examples
SEARCH = settings(
    max_examples=EXAMPLES or USUAL, deadline=None, database=None, derandomize=not EXAMPLES
)
STATEFUL = settings(SEARCH, max_examples=EXAMPLES // 20 or USUAL // 5, stateful_step_count=15)
WRITING = settings(STATEFUL, max_examples=EXAMPLES // 50 or max(USUAL // 20, 2))
"""For files that are really written, which takes its time."""
