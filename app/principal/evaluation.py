"""Where does the head of a school decide about the teachers?"""

from app.principal.blueprint import blueprint
from app.web.deciding import add_views

add_views(blueprint)
