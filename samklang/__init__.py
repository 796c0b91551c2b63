"""Samklang: group meetings about personal recovery, live and anonymous."""

__version__ = "0.1.0"
