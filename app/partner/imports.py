"""Where do the people of an LMS bring in a list of completions?"""

from app.integrations.spreadsheets.templates import write_template
from app.partner.blueprint import blueprint
from app.web.importing import add_views

add_views(blueprint, write_template)
