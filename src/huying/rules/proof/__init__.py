"""How a programme is proven: the positions explored, the rules looked at one by one, the findings. Begin at `verification.py`."""
