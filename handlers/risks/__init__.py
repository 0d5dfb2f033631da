"""Deals at risk: what can be done about one at once, and what is none."""
