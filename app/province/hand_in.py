"""Where does the province accept what is handed in?"""

from app.province.blueprint import blueprint
from app.web import handing_in

handing_in.add_sending_views(blueprint)
handing_in.add_accepting_views(blueprint)
