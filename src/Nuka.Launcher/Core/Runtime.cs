namespace System.Runtime
{
    using Internal.Runtime;
    using Nuka.Launcher.Kernel;

    /// <summary>Casts of references: the launcher has no objects, so one that runs is a fault.</summary>
    internal static unsafe class TypeCast
    {
        public static object IsInstanceOfClass(MethodTable* type, object value) => Fault(value);

        public static object CheckCastClass(MethodTable* type, object value) => Fault(value);

        public static object IsInstanceOfExact(MethodTable* type, object value) => Fault(value);

        public static object CheckCastExact(MethodTable* type, object value) => Fault(value);

        public static object IsInstanceOfAny(MethodTable* type, object value) => Fault(value);

        public static object CheckCastAny(MethodTable* type, object value) => Fault(value);

        public static object CheckCastClassSpecial(MethodTable* type, object value) => Fault(value);

        public static object IsInstanceOfInterface(MethodTable* type, object value) => Fault(value);

        public static object CheckCastInterface(MethodTable* type, object value) => Fault(value);

        public static bool IsInstanceOfException(MethodTable* type, object value) => Fault(value) != null;

        public static ref object LdelemaRef(object[] array, nint index, MethodTable* type) => ref array[0];

        public static void StelemRef(object[] array, nint index, object value) => Fault(value);

        private static object Fault(object value)
        {
            SystemCalls.Trap();
            return value;
        }
    }
}

namespace Internal.Runtime.CompilerHelpers
{
    using System;
    using System.Runtime;
    using Nuka.Launcher.Kernel;

    /// <summary>Where the compiler jumps when a check fails: the process ends at once, before anything is done with a wrong value.</summary>
    internal static class ThrowHelpers
    {
        internal static void ThrowIndexOutOfRangeException() => SystemCalls.Trap();

        private static void ThrowDivideByZeroException() => SystemCalls.Trap();

        private static void ThrowOverflowException() => SystemCalls.Trap();

        private static void ThrowNullReferenceException() => SystemCalls.Trap();

        private static void ThrowArgumentException() => SystemCalls.Trap();

        private static void ThrowArgumentOutOfRangeException() => SystemCalls.Trap();

        private static void ThrowPlatformNotSupportedException() => SystemCalls.Trap();

        private static void ThrowNotImplementedException() => SystemCalls.Trap();

        private static void ThrowTypeLoadException() => SystemCalls.Trap();

        private static void ThrowInvalidProgramException() => SystemCalls.Trap();

        private static void ThrowFeatureBodyRemoved() => SystemCalls.Trap();

        private static void ThrowInstanceBodyRemoved() => SystemCalls.Trap();

        private static void ThrowUnavailableType() => SystemCalls.Trap();
    }

    /// <summary>The runtime's entry points that compiled code may name. Allocation is none of them: the launcher has no objects.</summary>
    internal static unsafe class StartupCodeHelpers
    {
        [RuntimeExport("RhpReversePInvoke")]
        private static void ReversePInvoke(IntPtr frame)
        {
        }

        [RuntimeExport("RhpReversePInvokeReturn")]
        private static void ReversePInvokeReturn(IntPtr frame)
        {
        }

        [RuntimeExport("RhpPInvoke")]
        private static void PInvoke(IntPtr frame)
        {
        }

        [RuntimeExport("RhpPInvokeReturn")]
        private static void PInvokeReturn(IntPtr frame)
        {
        }

        [RuntimeExport("RhpFallbackFailFast")]
        private static void FailFast() => SystemCalls.Trap();

        [RuntimeExport("RhpNewFast")]
        private static void* NewFast(MethodTable* type)
        {
            SystemCalls.Trap();
            return null;
        }

        [RuntimeExport("RhpAssignRef")]
        private static void AssignRef(void** to, void* value) => *to = value;

        [RuntimeExport("RhpCheckedAssignRef")]
        private static void CheckedAssignRef(void** to, void* value) => *to = value;
    }

    internal static class LdTokenHelpers
    {
        private static RuntimeTypeHandle GetRuntimeTypeHandle(IntPtr value) => default;

        private static RuntimeMethodHandle GetRuntimeMethodHandle(IntPtr value) => default;

        private static RuntimeFieldHandle GetRuntimeFieldHandle(IntPtr value) => default;

        private static Type GetRuntimeType(IntPtr value) => null;
    }
}

namespace System
{
    using Nuka.Launcher.Kernel;

    internal static unsafe class Buffer
    {
        private static void BulkMoveWithWriteBarrier(ref byte to, ref byte from, nuint count)
        {
            fixed (byte* target = &to, source = &from)
            {
                Memory.Copy(target, source, count);
            }
        }
    }

    internal static unsafe class SpanHelpers
    {
        private static void Memmove(ref byte to, ref byte from, nuint count)
        {
            fixed (byte* target = &to, source = &from)
            {
                Memory.Copy(target, source, count);
            }
        }

        private static void ClearWithoutReferences(ref byte to, nuint count)
        {
            fixed (byte* target = &to)
            {
                Memory.Fill(target, 0, count);
            }
        }

        private static void Fill(ref byte to, byte value, nuint count)
        {
            fixed (byte* target = &to)
            {
                Memory.Fill(target, value, count);
            }
        }
    }
}
