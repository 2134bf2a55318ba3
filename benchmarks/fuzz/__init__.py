"""Fuzzing of everything that comes from outside: `python -m benchmarks.fuzz --minutes 60`.

`targets.py` says what is tried and what has to hold, `seeds.py` what it begins with, `child.py` tries one target
within limits of time and memory, `__main__.py` all of them in turn. What is found lies in a folder, a file a finding;
once mended it is copied to `tests/fuzz/corpus/TARGET`, where every run of the tests tries it again.
"""
