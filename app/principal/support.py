"""Where does the head of a school approve the support plans of its core teachers?"""

from app.principal.blueprint import blueprint
from app.web import approving

approving.add_views(blueprint)
