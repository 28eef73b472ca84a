"""Where does a director decide about the principals of upper secondary schools?"""

from app.province.blueprint import blueprint
from app.web import deciding, delegating, excusing

deciding.add_views(blueprint)
delegating.add_views(blueprint)
excusing.add_views(blueprint)
