"""The steps from one schema to the next, run by Alembic (`sijill.register.migrate`).

A new step: change `schema.py`, write `versions/rNNNN_what.py` after the last one (its DDL in full, so that later
changes of `schema.py` leave it alone), and add NNNN to `schema.REVISIONS`. The tests compare what the steps make with
`schema.py`.
"""
