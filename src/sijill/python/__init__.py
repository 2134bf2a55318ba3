"""Use from Python: coding texts, data frames, display in notebooks, components for spaCy pipelines.

What people need of it stands in `sijill` itself: `sijill.code`, `sijill.frame`, `sijill.show`. See docs/python.md.
"""
