namespace System.Runtime
{
    public sealed class RuntimeExportAttribute : Attribute
    {
        public RuntimeExportAttribute(string name)
        {
        }
    }

    public sealed class RuntimeImportAttribute : Attribute
    {
        public RuntimeImportAttribute(string library, string name)
        {
        }
    }
}

namespace System.Runtime.CompilerServices
{
    using System.Runtime.InteropServices;

    public static class RuntimeHelpers
    {
        [Intrinsic]
        public static void InitializeArray(Array array, RuntimeFieldHandle field)
        {
        }

        [Intrinsic]
        public static ReadOnlySpan<T> CreateSpan<T>(RuntimeFieldHandle field) => default;

        [Intrinsic]
        public static bool IsReferenceOrContainsReferences<T>() => true;
    }

    public static class RuntimeFeature
    {
        public const string ByRefFields = nameof(ByRefFields);
        public const string NumericIntPtr = nameof(NumericIntPtr);
        public const string UnmanagedSignatureCallingConvention = nameof(UnmanagedSignatureCallingConvention);
    }

    public sealed class IntrinsicAttribute : Attribute
    {
    }

    public enum MethodImplOptions
    {
        NoInlining = 8,
        AggressiveInlining = 256,
        InternalCall = 4096,
    }

    public sealed class MethodImplAttribute : Attribute
    {
        public MethodImplAttribute(MethodImplOptions options)
        {
        }
    }

    public sealed class IndexerNameAttribute : Attribute
    {
        public IndexerNameAttribute(string name)
        {
        }
    }

    public sealed class IsUnmanagedAttribute : Attribute
    {
    }

    public sealed class IsReadOnlyAttribute : Attribute
    {
    }

    public sealed class IsByRefLikeAttribute : Attribute
    {
    }

    public sealed class CompilerFeatureRequiredAttribute : Attribute
    {
        public CompilerFeatureRequiredAttribute(string name)
        {
        }
    }

    public sealed class CompilerGeneratedAttribute : Attribute
    {
    }

    public sealed class RefSafetyRulesAttribute : Attribute
    {
        public RefSafetyRulesAttribute(int version)
        {
        }
    }

    public sealed class UnsafeValueTypeAttribute : Attribute
    {
    }

    public sealed class FixedBufferAttribute : Attribute
    {
        public FixedBufferAttribute(Type type, int length)
        {
        }
    }

    public static unsafe class Unsafe
    {
        [Intrinsic]
        public static ref T Add<T>(ref T source, int offset) => ref Add(ref source, offset);

        [Intrinsic]
        public static ref TTo As<TFrom, TTo>(ref TFrom source) => ref As<TFrom, TTo>(ref source);

        [Intrinsic]
        public static T As<T>(object value)
            where T : class => As<T>(value);

        [Intrinsic]
        public static void* AsPointer<T>(ref T value) => AsPointer(ref value);

        [Intrinsic]
        public static int SizeOf<T>() => SizeOf<T>();
    }

    /// <summary>Static constructors are not used; ILCompiler asks for their runner all the same.</summary>
    internal static unsafe class ClassConstructorRunner
    {
        private static object CheckStaticClassConstructionReturnGCStaticBase(StaticClassConstructionContext* context, object value) => value;

        private static IntPtr CheckStaticClassConstructionReturnNonGCStaticBase(StaticClassConstructionContext* context, IntPtr value) => value;
    }

    public struct StaticClassConstructionContext
    {
        public IntPtr cctorMethodAddress;
    }
}

namespace System.Runtime.InteropServices
{
    using System.Runtime.CompilerServices;

    public sealed class InAttribute : Attribute
    {
    }

    public sealed class OutAttribute : Attribute
    {
    }

    public enum LayoutKind
    {
        Sequential = 0,
        Explicit = 2,
    }

    public sealed class StructLayoutAttribute : Attribute
    {
        public StructLayoutAttribute(LayoutKind kind)
        {
        }
    }

    public static class MemoryMarshal
    {
        [Intrinsic]
        public static ref T GetArrayDataReference<T>(T[] array) => ref Unsafe.As<byte, T>(ref Unsafe.As<ArrayShape>(array).First);
    }

    /// <summary>An array in memory: type pointer, count, elements.</summary>
    internal class ArrayShape
    {
        public ulong Count;
        public byte First;
    }

    internal interface IDynamicInterfaceCastable
    {
        RuntimeTypeHandle GetDynamicInterfaceImplementation(RuntimeTypeHandle type);

        bool IsInterfaceImplemented(RuntimeTypeHandle type, bool throws);
    }
}

namespace System.Reflection
{
    public sealed class DefaultMemberAttribute : Attribute
    {
        public DefaultMemberAttribute(string name)
        {
        }
    }
}
