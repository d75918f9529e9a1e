"""Published tables and slow, plain implementations to compare the statistics with."""
