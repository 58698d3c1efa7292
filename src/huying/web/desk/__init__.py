"""The desk: where staff of the centre and of the units work, dense, quick, keyboard first."""
