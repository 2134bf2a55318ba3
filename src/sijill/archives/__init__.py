"""Archives: the same coding over very many reports, by all the processors of a machine.

`one` codes one report or row, `many` all of an input by one process or several, `resume` finds what was done before.
"""
