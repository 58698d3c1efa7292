"""Cases: the ledger itself, its log, and the one door through which it changes."""
