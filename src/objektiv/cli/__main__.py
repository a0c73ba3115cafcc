"""`python -m objektiv.cli`: the same as `objektiv`."""

from objektiv.cli import main

main()
