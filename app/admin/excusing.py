"""Where does a school's admin say who is not due in an evaluation period?"""

from app.admin.blueprint import blueprint
from app.web.excusing import add_views

add_views(blueprint)
