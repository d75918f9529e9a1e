"""How far auditors agree: the statistics of moderation."""
