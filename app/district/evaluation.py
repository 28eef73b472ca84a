"""Where does the head of the middle level decide about principals?"""

from app.district.blueprint import blueprint
from app.web.deciding import add_views

add_views(blueprint)
