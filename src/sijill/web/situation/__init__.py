"""Situation reports: the words, charts and maps for a period and an area, as a page and as a Word document."""
