"""Coding with the heads that one of the folds' models carries, instead of the shipped ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from unittest import mock

from spacy.tokens import Doc

from sijill.coding.likeliest import likeliest_networks
from sijill.coding.links import link_networks
from sijill.coding.tellings import telling_networks
from sijill.language import load, parse
from sijill.language.heads import pair_weights
from training.train import CACHE

WORK = CACHE / "folds"
"""Where the folds' models lie, each in a folder that is named by its number."""


NETWORKS = {"tellings": telling_networks, "links": link_networks, "likeliest": likeliest_networks}


@contextmanager
def heads_of(folder: Path, needed: Iterable[str] = tuple(NETWORKS)) -> Iterator[Callable[..., Doc]]:
    """Coding by the language model in `folder`, and by the networks there, which were fitted without its fold.

    `needed`: the networks that coding needs. Gives the function that parses. Raises FileNotFoundError without them.
    """
    with ExitStack() as stack:
        own = partial(parse, nlp=load(folder=folder))
        stack.enter_context(mock.patch("sijill.coding.coder.parse", own))
        stack.enter_context(mock.patch("sijill.coding.mentions.pair_weights", partial(pair_weights, folder)))
        for name in needed:
            read = NETWORKS[name]
            read(folder)
            where = f"sijill.coding.{name}.{read.__name__}"
            stack.enter_context(mock.patch(where, partial(read, folder)))
        yield own
