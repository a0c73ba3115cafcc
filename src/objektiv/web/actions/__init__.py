"""Named writes: ask for the right, change, log; one transaction each."""
