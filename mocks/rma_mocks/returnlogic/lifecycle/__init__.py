"""The life of an RMA, as a state machine: which steps there are, when each is legal, and what follows of itself.

`stages` says how far an RMA has come, `legality` what may be done then, `moves` what each step changes, `automation`
what follows without staff, `due` what the clock brings; `carrying_out` does it in a team.
"""
