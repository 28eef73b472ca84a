"""Where does the middle level set the targets of training of its schools?"""

from app.district.blueprint import blueprint
from app.web import targets

targets.add_views(blueprint)
