"""Pure rules: no database, no framework, no clock on the wall. Everything arrives as an argument."""
