"""Who and where words mean: countries and their adjectives, and the registry of armed actors."""

from sijill.codebook.actor_phrases import ActorMatch
from sijill.codebook.actor_table import Actor, ActorNames
from sijill.codebook.actors import ActorRegistry, Deed, registry
from sijill.codebook.countries import Country, countries, countries_in, country_of

__all__ = [
    "Actor",
    "ActorMatch",
    "ActorNames",
    "ActorRegistry",
    "Country",
    "Deed",
    "countries",
    "countries_in",
    "country_of",
    "registry",
]
