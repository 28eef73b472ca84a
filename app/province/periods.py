"""Where does a province open evaluation periods and consent to shortened cycles?"""

from app.province.blueprint import blueprint
from app.web import cycles, periods

periods.add_views(blueprint)
cycles.add_views(blueprint)
