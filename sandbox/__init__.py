"""A pretend Slack workspace: it speaks Slack's HTTP, and imports nothing of the bot."""
