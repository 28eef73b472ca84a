"""Where does the province approve the support plans of core managers of the schools right beneath it?"""

from app.province.blueprint import blueprint
from app.web import approving

approving.add_views(blueprint)
