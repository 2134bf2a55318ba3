"""What a telling says, worked out once for its columns and its block keys."""

from __future__ import annotations

from dataclasses import dataclass

from sijill.linking import features
from sijill.linking.features import Party, Span, Tally
from sijill.model import Account, Place, Telling


@dataclass(frozen=True, slots=True)
class Gist:
    """When, where, who and how many, by the forms of `features`. `nations`: where it may have been."""

    account: Account
    voice: str
    span: Span
    place: Place | None
    division: str | None
    nations: list[str]
    actors: Party
    initiators: Party
    killed: Tally
    wounded: Tally
    persons: list[str]


def gist(telling: Telling) -> Gist:
    """The gist of a telling."""
    account, place = telling.account, telling.account.place
    country = place.country if place else None
    actors = features.party((*account.initiators, *account.targets, *account.claimed_by), country)
    return Gist(
        account=account,
        voice=telling.voice,
        span=features.days(telling),
        place=place,
        division=features.division(place),
        nations=features.nations(place, actors),
        actors=actors,
        initiators=features.party(account.initiators, country),
        killed=features.tally(account.killed),
        wounded=features.tally(account.wounded),
        persons=features.persons(account),
    )
