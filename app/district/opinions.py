"""Where does an officer of the middle level run the surveys on managers?"""

from app.district.blueprint import blueprint
from app.web.opinions import add_running_views

add_running_views(blueprint)
