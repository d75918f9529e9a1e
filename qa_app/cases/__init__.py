"""Case lists: reading them, and the cases they hold."""
