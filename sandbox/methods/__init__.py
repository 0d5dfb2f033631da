"""Slack's Web API, a module for each noun; `sandbox.web_api` is the door."""
