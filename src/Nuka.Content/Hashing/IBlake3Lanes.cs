namespace Nuka.Content.Hashing;

/// <summary>What the side-by-side compression needs of a width of vector; lane <c>i</c> belongs to input <c>i</c>.</summary>
/// <typeparam name="TVector">A vector of 32-bit words.</typeparam>
internal unsafe interface IBlake3Lanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Lanes of a vector.</summary>
    static abstract int Count { get; }

    /// <summary>The same word in every lane.</summary>
    static abstract TVector Broadcast(uint value);

    /// <summary>Lane by lane exclusive or.</summary>
    static abstract TVector Xor(TVector left, TVector right);

    /// <summary>
    /// The quarter-round G of the paper four times side by side, in every lane. It is one large function, because the compiler
    /// inlines only so many into one method, and without inlining every vector would pass through memory. Place <c>i</c> takes
    /// the words 2i and 2i + 1 of the order.
    /// </summary>
    static abstract void MixFour(
        ref TVector a0, ref TVector a1, ref TVector a2, ref TVector a3,
        ref TVector b0, ref TVector b1, ref TVector b2, ref TVector b3,
        ref TVector c0, ref TVector c1, ref TVector c2, ref TVector c3,
        ref TVector d0, ref TVector d1, ref TVector d2, ref TVector d3,
        TVector* message, byte* order);

    /// <summary>Reads one block of 64 bytes from each row and turns them: vector <c>w</c> receives word <c>w</c> of every row.</summary>
    static abstract void Load(byte** rows, nuint offset, TVector* message);

    /// <summary>Turns 8 vectors back and writes 8 words for each lane, one lane after the other.</summary>
    static abstract void Store(TVector* chaining, uint* output);
}
