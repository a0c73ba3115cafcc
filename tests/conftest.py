"""What holds for every test."""

from __future__ import annotations

import os

from hypothesis import settings

# No test is timed: a busy machine proves nothing. A landing must not depend on luck; on a
# developer's machine every run draws new examples.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
