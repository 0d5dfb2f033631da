"""The clock acts: ticks, scheduled posts, and the delivery of everything that leaves for Slack."""
