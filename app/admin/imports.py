"""Where does an admin bring in units, the registry's export and rosters?"""

from app.admin.blueprint import blueprint
from app.integrations.spreadsheets.templates import write_template
from app.web.importing import add_views

add_views(blueprint, write_template)
