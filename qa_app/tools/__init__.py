"""Audit tools as the council uses them: which there are, and their published versions."""
