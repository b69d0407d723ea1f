"""Ask the servers of other issuers, only where a visitor wants it, and guarded against misuse."""
