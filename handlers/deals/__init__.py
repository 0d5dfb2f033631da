"""Deals in Slack: typed lines, receipts, cards, lists and forms."""
