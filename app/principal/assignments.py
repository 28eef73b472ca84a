"""Where does a head of school assign tasks to the people of the school?"""

from app.principal.blueprint import blueprint
from app.web import assigning

assigning.add_views(blueprint)
