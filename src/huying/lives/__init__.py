"""Whole lives of cases, lived by the same pure rules and loaded by COPY: the demo city, the simulator, imported history."""
