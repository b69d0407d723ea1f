"""The embedded issuer: compose, sign, bake and verify badges. Knows neither web nor database."""
