"""Who and where words mean: countries and their adjectives, and the registry of armed actors."""

from sijill.codebook.actor_phrases import ActorMatch
from sijill.codebook.actors import Actor, ActorRegistry, registry
from sijill.codebook.countries import Country, countries, countries_in, country_of

__all__ = [
    "Actor",
    "ActorMatch",
    "ActorRegistry",
    "Country",
    "countries",
    "countries_in",
    "country_of",
    "registry",
]
