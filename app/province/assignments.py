"""Where does a director assign tasks over the offices and schools of the province?"""

from app.province.blueprint import blueprint
from app.web import assigning

assigning.add_views(blueprint)
