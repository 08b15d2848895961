"""kwchat: cited Dutch answers about kenniswerkplaatsen, from the sources and nowhere else."""

from importlib.metadata import version

__version__ = version("kwchat")
