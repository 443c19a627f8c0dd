namespace System
{
    using System.Runtime.CompilerServices;
    using System.Runtime.InteropServices;
    using Internal.Runtime.CompilerHelpers;

    public readonly ref struct Span<T>
    {
        private readonly ref T first;
        private readonly int length;

        public unsafe Span(void* pointer, int length)
        {
            first = ref *(T*)pointer;
            this.length = length;
        }

        internal Span(ref T first, int length)
        {
            this.first = ref first;
            this.length = length;
        }

        public int Length => length;

        public ref T this[int index]
        {
            get
            {
                if ((uint)index >= (uint)length)
                {
                    ThrowHelpers.ThrowIndexOutOfRangeException();
                }

                return ref Unsafe.Add(ref first, index);
            }
        }

        public static implicit operator ReadOnlySpan<T>(Span<T> span) => new ReadOnlySpan<T>(ref span.first, span.length);

        public Span<T> Slice(int start) => Slice(start, length - start);

        public Span<T> Slice(int start, int count)
        {
            if ((uint)start > (uint)length || (uint)count > (uint)(length - start))
            {
                ThrowHelpers.ThrowIndexOutOfRangeException();
            }

            return new Span<T>(ref Unsafe.Add(ref first, start), count);
        }

        public ref T GetPinnableReference() => ref first;
    }

    public readonly ref struct ReadOnlySpan<T>
    {
        private readonly ref T first;
        private readonly int length;

        public unsafe ReadOnlySpan(void* pointer, int length)
        {
            first = ref *(T*)pointer;
            this.length = length;
        }

        public ReadOnlySpan(T[] array)
        {
            first = ref MemoryMarshal.GetArrayDataReference(array);
            length = array.Length;
        }

        /// <summary>What csc names for a <c>u8</c> literal; it turns the call into a pointer to constants.</summary>
        public ReadOnlySpan(T[] array, int start, int length)
        {
            first = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), start);
            this.length = length;
        }

        internal ReadOnlySpan(ref T first, int length)
        {
            this.first = ref first;
            this.length = length;
        }

        public int Length => length;

        public ref readonly T this[int index]
        {
            get
            {
                if ((uint)index >= (uint)length)
                {
                    ThrowHelpers.ThrowIndexOutOfRangeException();
                }

                return ref Unsafe.Add(ref first, index);
            }
        }

        public ReadOnlySpan<T> Slice(int start) => Slice(start, length - start);

        public ReadOnlySpan<T> Slice(int start, int count)
        {
            if ((uint)start > (uint)length || (uint)count > (uint)(length - start))
            {
                ThrowHelpers.ThrowIndexOutOfRangeException();
            }

            return new ReadOnlySpan<T>(ref Unsafe.Add(ref first, start), count);
        }

        public ref readonly T GetPinnableReference() => ref first;
    }
}
