"""Where does an officer of the province run the surveys on managers?"""

from app.province.blueprint import blueprint
from app.web.opinions import add_running_views

add_running_views(blueprint)
