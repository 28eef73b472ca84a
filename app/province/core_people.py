"""Where does the province recognise core people, or end that?"""

from app.province.blueprint import blueprint
from app.web import designating

designating.add_views(blueprint)
