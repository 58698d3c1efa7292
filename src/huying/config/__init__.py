"""Settings, addresses, the command line and the embedded database: what turns the rooms into one program."""
