import numpy as np

from fastsum import _native


def checksum(values):
    """The CRC-32 of the values' bytes as doubles."""
    return _native.crc32(np.ascontiguousarray(values, dtype=np.float64))
