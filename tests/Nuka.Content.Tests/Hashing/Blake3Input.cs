namespace Nuka.Content.Tests.Hashing;

/// <summary>The input of the official vectors: 0, 1, … 250, 0, 1, …</summary>
internal static class Blake3Input
{
    internal static byte[] Of(int length)
    {
        byte[] input = new byte[length];
        for (int i = 0; i < length; i++)
        {
            input[i] = (byte)(i % 251);
        }

        return input;
    }
}
