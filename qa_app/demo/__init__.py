"""The demonstration council: invented, and says so."""
