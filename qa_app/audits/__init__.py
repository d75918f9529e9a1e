"""Audits: the form, its answers, the grades given, and the findings born in it."""
