"""Where does the head of the middle level assign tasks over its schools?"""

from app.district.blueprint import blueprint
from app.web import assigning

assigning.add_views(blueprint)
