"""What has been read: documents, the versions of records that they state, and what could not be read (SQLite).

Each document's row holds from one generation on, and up to another: so the catalog can be a step ahead of
``CURRENT``, which stays the only commit point, and a step behind it after a rollback.
"""

from indexer.catalog.catalog import Catalog, opened
from indexer.catalog.database import DamagedCatalog

__all__ = ["Catalog", "DamagedCatalog", "opened"]
