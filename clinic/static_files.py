"""How static files are stored for serving: compressed, under names made from their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Also rewrite what JavaScript modules import, so that each names the file of its version."""

    support_js_module_import_aggregation = True
