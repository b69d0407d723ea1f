"""Tests mirror the package; flows/, browser/ and benchmarks/ stand beside them."""
