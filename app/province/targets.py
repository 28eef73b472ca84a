"""Where does a province set its own targets of training, and those of the offices and schools beneath it?"""

from app.province.blueprint import blueprint
from app.web import targets

targets.add_views(blueprint)
