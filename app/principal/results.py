"""Where does the head of a school take over the results of evaluations held on paper?"""

from app.integrations.spreadsheets.templates import write_result_list, write_template
from app.jobs.intake import take_in_copy
from app.principal.blueprint import blueprint
from app.web import copies, entering, importing

entering.add_views(blueprint, write_result_list)
copies.add_views(blueprint, take_in_copy)
importing.add_views(blueprint, write_template)
