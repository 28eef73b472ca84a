"""Where does the head of a school decide about the teachers, and let others sign?"""

from app.principal.blueprint import blueprint
from app.web import deciding, delegating, excusing

deciding.add_views(blueprint)
delegating.add_views(blueprint)
excusing.add_views(blueprint)
