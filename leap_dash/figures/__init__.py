"""Plotly figures from records: pure functions, tested without a server."""
