import pathlib
import sys

from setuptools import setup

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import build_itr  # noqa: E402

setup(cffi_modules=build_itr.modules, options={"bdist_wheel": {"py_limited_api": "cp310"}})
