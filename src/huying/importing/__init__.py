"""Rows from files: read, mapped by header, checked one by one, loaded as cases; a bad row comes back with its reason."""
