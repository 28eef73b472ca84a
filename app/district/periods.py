"""Where does the middle level consent to shortened cycles?"""

from app.district.blueprint import blueprint
from app.web import cycles

cycles.add_views(blueprint)
