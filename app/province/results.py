"""Where does a director take over the results of evaluations held on paper?"""

from app.integrations.spreadsheets.templates import write_result_list, write_template
from app.province.blueprint import blueprint
from app.web import entering, importing

entering.add_views(blueprint, write_result_list)
importing.add_views(blueprint, write_template)
