"""Cases from files at the desk: sent, checked, looked at, imported."""
