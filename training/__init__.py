"""Training of the language model that ships in ``sijill.language.data``; not part of the package."""
