"""Coding: one report in, its accounts and assertions out."""
