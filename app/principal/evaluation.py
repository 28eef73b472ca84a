"""Where does the head of a school decide about the teachers?"""

from app.principal.blueprint import blueprint
from app.web import deciding, excusing

deciding.add_views(blueprint)
excusing.add_views(blueprint)
