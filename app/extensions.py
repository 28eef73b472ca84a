"""The Flask extensions, unbound.  Imports nothing of ours but the database handle."""

from flask_compress import Compress
from flask_login import LoginManager
from flask_migrate import Migrate

compress = Compress()
login_manager = LoginManager()
migrate = Migrate()
