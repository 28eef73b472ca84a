"""Where does a principal read what teachers and staff say about a vice principal?  Never about themselves."""

from app.principal.blueprint import blueprint
from app.web.opinions import add_result_views

add_result_views(blueprint)
