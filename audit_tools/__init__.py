"""Structured audit tools: what is asked, on what scale, and how answers become a grade."""
