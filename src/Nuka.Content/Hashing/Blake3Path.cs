
namespace Nuka.Content.Hashing;

/// <summary>How many inputs are hashed side by side, one in each lane of a vector.</summary>
internal enum Blake3Path
{
    /// <summary>One after the other, in plain arithmetic.</summary>
    Scalar = 1,

    /// <summary>Four in 128-bit vectors: SSE4.1, NEON.</summary>
    Lanes4 = 4,

    /// <summary>Eight in 256-bit vectors: AVX2.</summary>
    Lanes8 = 8,

    /// <summary>Sixteen in 512-bit vectors: AVX-512.</summary>
    Lanes16 = 16,
}
