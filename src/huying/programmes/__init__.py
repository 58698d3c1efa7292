"""Programmes and official calendars as data, and how they are read."""
