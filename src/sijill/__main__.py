"""`python -m sijill` is `sijill`."""

from sijill.cli.main import run

run()
