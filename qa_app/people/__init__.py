"""People: accounts, services, teams, roles and signing in."""
