"""Moderation rounds: how far auditors agree, and the grade that counts where they do not."""
