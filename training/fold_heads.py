"""Coding with the heads that one of the folds' models carries, instead of the shipped ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from unittest import mock

from spacy.tokens import Doc

from sijill.coding.links import link_networks
from sijill.coding.tellings import telling_networks
from sijill.language import load, parse
from sijill.language.heads import pair_weights
from training.train import CACHE

WORK = CACHE / "folds"
"""Where the folds' models lie, each in a folder that is named by its number."""


@contextmanager
def heads_of(folder: Path) -> Iterator[Callable[..., Doc]]:
    """Coding by the language model in `folder`, and by the networks that were fitted without its fold, if they are
    there. Gives the function that parses with it.
    """
    with ExitStack() as stack:
        own = partial(parse, nlp=load(folder=folder))
        stack.enter_context(mock.patch("sijill.coding.coder.parse", own))
        stack.enter_context(mock.patch("sijill.coding.mentions.pair_weights", partial(pair_weights, folder)))
        for name, read in (("tellings", telling_networks), ("links", link_networks)):
            if (folder / f"{name}.npz").is_file():
                where = f"sijill.coding.{name}.{read.__name__}"
                stack.enter_context(mock.patch(where, partial(read, folder)))
        yield own
