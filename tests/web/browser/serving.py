"""The pages over a register as `sijill serve` has them: uvicorn on a free port of the loopback address."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import uvicorn

from sijill.web import Settings, create_app

_PATIENCE: Final = 30.0


@contextmanager
def served(register: Path, **settings: Any) -> Iterator[str]:
    """The address of running pages, without a slash at its end; no map tiles unless asked for."""
    app = create_app(Settings(register=str(register), **({"tiles": None, "user": "Uma"} | settings)))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="critical", server_header=False, proxy_headers=False, lifespan="on")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            until = time.monotonic() + _PATIENCE
            while not server.started:
                assert thread.is_alive(), "the server ended while it was starting"
                assert time.monotonic() < until, "the server doesn't start"
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            # Browsers keep connections open; nothing waits for them.
            server.should_exit = server.force_exit = True
            thread.join(_PATIENCE)
