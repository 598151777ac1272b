"""Actions: what an agent may do with a return from Gladly's desktop; only for tenants with `assumed_api`.

Contract: GL-ACT-1 to GL-ACT-14, offers, forms and their answers (documented and observed in part, the rest assumed);
every call that an action makes of ReturnLogic is assumed (RL-API-1, RL-API-2, RL-API-3).
"""
