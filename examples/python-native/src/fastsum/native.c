#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <numpy/arrayobject.h>
#include <zlib.h>

static PyObject *native_crc32(PyObject *self, PyObject *argument)
{
    (void)self;
    if (!PyArray_Check(argument) || !PyArray_ISCARRAY_RO((PyArrayObject *)argument)) {
        PyErr_SetString(PyExc_TypeError, "expected a contiguous array");
        return NULL;
    }
    PyArrayObject *array = (PyArrayObject *)argument;
    return PyLong_FromUnsignedLong(crc32(0, PyArray_DATA(array), (uInt)PyArray_NBYTES(array)));
}

static PyMethodDef methods[] = { { "crc32", native_crc32, METH_O, "CRC-32 of an array's bytes." }, { NULL, NULL, 0, NULL } };
static struct PyModuleDef module = { PyModuleDef_HEAD_INIT, "_native", NULL, -1, methods, NULL, NULL, NULL, NULL };

PyMODINIT_FUNC PyInit__native(void)
{
    import_array();
    return PyModule_Create(&module);
}
