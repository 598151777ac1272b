"""Public apps: which are registered, who has installed them, and the tokens that follow.

Contract: code and tokens are documented (RL-OAUTH-1, RL-OAUTH-2); refresh, rotation and lifetimes are assumed
(RL-OAUTH-3, RL-OAUTH-4).
"""
