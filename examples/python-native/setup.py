import numpy
from setuptools import Extension, setup

setup(ext_modules=[Extension("fastsum._native", ["src/fastsum/native.c"], include_dirs=[numpy.get_include()], libraries=["z"])])
