"""Where does the office give certificates out, and decide about those it gave?"""

from app.province.blueprint import blueprint
from app.web import certifying

certifying.add_views(blueprint)
