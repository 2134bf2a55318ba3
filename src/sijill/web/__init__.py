"""The pages: read, check and correct a register in a browser, with a JSON twin of each page.

app = create_app(Settings(register="register.sqlite"))
"""

from sijill.web.app import create_app
from sijill.web.settings import Settings

__all__ = ["Settings", "create_app"]
