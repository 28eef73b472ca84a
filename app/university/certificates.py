"""Where does a university give certificates out, decide about those it gave, and who signs for its head?"""

from app.university.blueprint import blueprint
from app.web import certifying, delegating

certifying.add_views(blueprint)
delegating.add_views(blueprint)
