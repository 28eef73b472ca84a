"""Where does the middle level approve the support plans of core managers?"""

from app.district.blueprint import blueprint
from app.web import approving

approving.add_views(blueprint)
