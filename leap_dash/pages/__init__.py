"""Dash pages under /app. A page asks one query or service and shows what came back."""
