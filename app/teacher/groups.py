"""Where does the head of a subject group watch colleagues' opinions in it?"""

from app.teacher.blueprint import blueprint
from app.web.watching import add_views

add_views(blueprint)
