"""One module per source format, all yielding the same typed rows. No database."""
