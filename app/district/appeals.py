"""Where does the head of the middle level settle appeals against ranks decided in its schools?"""

from app.district.blueprint import blueprint
from app.web.settling import add_views

add_views(blueprint)
