using Nuka.Content.Hashing;
using Nuka.Launcher.Kernel;

namespace Nuka.Launcher.Plans;

/// <summary>The plan's BLAKE3: a half-written or damaged plan is never executed.</summary>
internal static unsafe class Checksum
{
    internal static bool Matches(byte* digest, byte* bytes, uint count)
    {
        byte* actual = stackalloc byte[32];
        Blake3Portable.Hash(bytes, count, actual);
        for (int i = 0; i < 32; i++)
        {
            if (actual[i] != digest[i])
            {
                return false;
            }
        }

        return true;
    }
}
