"""People act in Slack: one module a capability, each ending in its table of contents, `register`."""
