"""Case lists: importing them, and the page of a case."""
