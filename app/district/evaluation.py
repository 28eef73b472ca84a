"""Where does the head of the middle level decide about principals, and let others sign?"""

from app.district.blueprint import blueprint
from app.web import deciding, delegating, excusing

deciding.add_views(blueprint)
delegating.add_views(blueprint)
excusing.add_views(blueprint)
