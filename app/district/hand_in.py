"""Where does the middle level check what its schools hand in, and hand in its own?"""

from app.district.blueprint import blueprint
from app.web import handing_in

handing_in.add_sending_views(blueprint)
handing_in.add_accepting_views(blueprint)
