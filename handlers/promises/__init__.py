"""Promises: making them, looking at them, keeping them."""
