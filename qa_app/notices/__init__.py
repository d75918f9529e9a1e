"""Notices: what a person is told, on their home page and by e-mail, because somebody did what concerns them."""
