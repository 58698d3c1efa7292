"""Letters from files: read, mapped by header, checked row by row, loaded as cases; a bad row comes back with its reason."""
