"""Where does the middle level confirm core people, and propose core managers?"""

from app.district.blueprint import blueprint
from app.web import designating

designating.add_views(blueprint)
