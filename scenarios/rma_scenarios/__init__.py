"""The stack, its flows and their pictures; everything here reaches the programs over HTTP only."""

SUFFIX = ".scenario.yaml"
