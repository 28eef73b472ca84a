"""Where does the ministry open evaluation periods for the whole country?"""

from app.ministry.blueprint import blueprint
from app.web import periods

periods.add_views(blueprint)
