"""Settings: the clocks that the council runs by, and who receives concerns."""
