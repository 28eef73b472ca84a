"""How does the head of a school hand its results in?"""

from app.principal.blueprint import blueprint
from app.web import handing_in

handing_in.add_sending_views(blueprint)
