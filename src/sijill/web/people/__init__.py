"""Who may see and do what on the pages.

On the loopback address nobody signs in: everyone there is the local admin. Anywhere else an account is needed
(`sijill users add`), and each route says by a dependency whom it is for:

    @router.get("/events/{id}")
    def event(..., viewer: Reader) -> ...              # or Coder, Admin; viewer.name is who decides

    router = APIRouter(dependencies=[Depends(reader)])  # for all of a router's routes

`check_roles(app)` fails for a route that doesn't say so. What changes something (any method but GET, HEAD, OPTIONS)
passes only with the token of `csrf_token(request)`: in a form the field `csrf_token`, from a script the header
`X-CSRF-Token`. `install(app, people, answer)` puts all of it before an application.
"""

from sijill.web.people.csrf import FIELD, HEADER, csrf_token
from sijill.web.people.gate import install
from sijill.web.people.people import People
from sijill.web.people.roles import Admin, Coder, Reader, Viewer, admin, anyone, check_roles, coder, reader, route_roles

__all__ = [
    "FIELD",
    "HEADER",
    "Admin",
    "Coder",
    "People",
    "Reader",
    "Viewer",
    "admin",
    "anyone",
    "check_roles",
    "coder",
    "csrf_token",
    "install",
    "reader",
    "route_roles",
]
