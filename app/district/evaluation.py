"""Where does the head of the middle level decide about principals?"""

from app.district.blueprint import blueprint
from app.web import deciding, excusing

deciding.add_views(blueprint)
excusing.add_views(blueprint)
