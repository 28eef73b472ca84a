"""Where does a director settle appeals against ranks decided beneath, or by the other holders of the office?"""

from app.province.blueprint import blueprint
from app.web.settling import add_views

add_views(blueprint)
