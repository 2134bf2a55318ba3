"""Linking: reports that are one story, and accounts that tell one event.

`fingerprint`, `bands` and `likeness` find reprints and rewrites; `blocks` says which accounts are worth comparing,
`clusters` which of them tell one event, and `explain` why.
"""

from sijill.linking.blocking import blocks
from sijill.linking.clustering import clusters
from sijill.linking.duplicates import SAME_STORY, bands, fingerprint, likeness
from sijill.linking.reasons import Reason, explain

__all__ = [
    "SAME_STORY",
    "Reason",
    "bands",
    "blocks",
    "clusters",
    "explain",
    "fingerprint",
    "likeness",
]
