"""Worlds that survive the process: one SQLite file in the folder that `--state` names."""
