"""Processes of their own, there within milliseconds: they are forked from one that has loaded the program."""

from __future__ import annotations

import multiprocessing

START = multiprocessing.get_context("forkserver")
START.set_forkserver_preload(["tests.delivering", "bot.migrations"])
