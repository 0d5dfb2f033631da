"""Teams in Slack: their home channel, their people, their habits and what they aim at."""
