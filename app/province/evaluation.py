"""Where does a director decide about the principals of upper secondary schools?"""

from app.province.blueprint import blueprint
from app.web.deciding import add_views

add_views(blueprint)
