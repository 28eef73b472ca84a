"""Where does the admin of a university enter which lecturer guides where?"""

from app.admin.blueprint import blueprint
from app.web import assigning

assigning.add_views(blueprint)
