"""One folder for each activity. Others may lie elsewhere, in a folder that SAMKLANG_ACTIVITIES names."""

import os

if elsewhere := os.environ.get("SAMKLANG_ACTIVITIES"):
    __path__.append(elsewhere)
