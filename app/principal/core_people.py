"""Where does the head of a school propose core teachers?"""

from app.principal.blueprint import blueprint
from app.web import designating

designating.add_views(blueprint)
