"""Webhooks: who is told that an RMA was created, updated or deleted, and every attempt to do so.

That there are webhooks, near in time and in no order, is documented (RL-HOOK-1); everything else is assumed
(RL-HOOK-2 to RL-HOOK-5).
"""
