"""Excel workbooks: opened as what a stranger made, and written so that every cell opens as what it is."""
