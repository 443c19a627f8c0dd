// The types that the compilers ask for by name. There is no runtime behind them: no collector, no exceptions, no threads.
// Names, signatures and field orders are a contract with csc and ILCompiler; everything else is ours.
namespace System
{
    using System.Runtime.CompilerServices;
    using Internal.Runtime;

    public unsafe class Object
    {
        internal MethodTable* methodTable;

        public virtual bool Equals(object other) => (object)this == other;

        public virtual int GetHashCode() => 0;

        public virtual string ToString() => null;

        ~Object()
        {
        }
    }

    public struct Void
    {
    }

    public struct Boolean
    {
    }

    public struct Char
    {
    }

    public struct SByte
    {
    }

    public struct Byte
    {
    }

    public struct Int16
    {
    }

    public struct UInt16
    {
    }

    public struct Int32
    {
    }

    public struct UInt32
    {
    }

    public struct Int64
    {
    }

    public struct UInt64
    {
    }

    public struct IntPtr
    {
    }

    public struct UIntPtr
    {
    }

    public struct Single
    {
    }

    public struct Double
    {
    }

    public abstract class ValueType
    {
    }

    public abstract class Enum : ValueType
    {
    }

    public struct Nullable<T>
        where T : struct
    {
        private readonly bool hasValue;
        private readonly T value;

        public Nullable(T value)
        {
            hasValue = true;
            this.value = value;
        }

        public bool HasValue => hasValue;

        public T Value => value;
    }

    public sealed class String
    {
        public readonly int Length;
        internal char firstCharacter;

        [IndexerName("Chars")]
        public char this[int index]
        {
            [Intrinsic]
            get => Unsafe.Add(ref firstCharacter, index);
        }
    }

    public abstract class Array
    {
        internal readonly int length;

        public int Length => length;
    }

    internal class Array<T> : Array
    {
    }

    public abstract class Delegate
    {
        internal object m_firstParameter;
        internal object m_helperObject;
        internal IntPtr m_extraFunctionPointerOrData;
        internal IntPtr m_functionPointer;
    }

    public abstract class MulticastDelegate : Delegate
    {
    }

    public struct RuntimeTypeHandle
    {
    }

    public struct RuntimeMethodHandle
    {
    }

    public struct RuntimeFieldHandle
    {
    }

    public class Type
    {
    }

    internal sealed class RuntimeType : Type
    {
    }

    public class Exception
    {
    }

    public class Attribute
    {
    }

    public enum AttributeTargets
    {
        All = 32767,
    }

    public sealed class AttributeUsageAttribute : Attribute
    {
        public AttributeUsageAttribute(AttributeTargets targets)
        {
        }

        public bool AllowMultiple { get; set; }

        public bool Inherited { get; set; }
    }

    public sealed class FlagsAttribute : Attribute
    {
    }

    public sealed class ParamArrayAttribute : Attribute
    {
    }
}

namespace Internal.Runtime
{
    /// <summary>What the compiler writes for every type, as far as an allocation needs it.</summary>
    internal unsafe struct MethodTable
    {
        internal uint Flags;
        internal uint BaseSize;
        internal MethodTable* Related;
        internal ushort VirtualSlots;
        internal ushort Interfaces;
        internal uint Hash;
    }
}
