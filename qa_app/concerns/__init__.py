"""Concerns: what cannot wait for an audit to be sent, with a receiver who has to answer and a clock."""
