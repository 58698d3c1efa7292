"""The administrators' pages: each of the three has their own, and none of them shows a case."""
