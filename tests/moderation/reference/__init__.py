"""Published tables, slow and plain implementations, other packages, and tables of every shape to compare with."""
