"""Every read, as frozen records, filtered by the viewer's scope in SQL."""
