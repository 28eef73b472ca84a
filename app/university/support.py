"""Where does a lecturer read the support plans of the provinces served, and guide their authors?"""

from app.university.blueprint import blueprint
from app.web import approving

approving.add_guiding_views(blueprint)
