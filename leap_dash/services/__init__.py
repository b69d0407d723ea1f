"""Every write. A service takes the session, then the viewer's scope; it never commits."""
