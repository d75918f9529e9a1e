"""Audit cycles: the population, the drawn sample, and who audits which case."""
