"""Taking a whole portal to another host: export, check, import."""

from handover.services.checking import check_archive
from handover.services.exporting import export_network
from handover.services.importing import Imported, import_network

__all__ = ["Imported", "check_archive", "export_network", "import_network"]
