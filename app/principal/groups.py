"""Where does the head of a school watch colleagues' opinions in the subject groups?"""

from app.principal.blueprint import blueprint
from app.web.watching import add_views

add_views(blueprint)
