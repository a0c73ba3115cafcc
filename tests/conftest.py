"""What holds for every test."""

from __future__ import annotations

import os

from hypothesis import settings

# A landing must not depend on luck; on a developer's machine every run draws new examples.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
