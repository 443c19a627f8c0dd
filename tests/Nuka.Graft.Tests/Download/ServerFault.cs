namespace Nuka.Graft.Tests.Download;

/// <summary>What a server does wrong for one request; by default nothing.</summary>
internal sealed record ServerFault
{
    public int Status { get; init; } = 200;

    /// <summary>Where an answer of another status leads.</summary>
    public string? Location { get; init; }

    public int CutAfterBytes { get; init; } = int.MaxValue;

    public bool Stalls { get; init; }

    public bool IgnoresRange { get; init; }

    public Func<byte[], byte[]>? Change { get; init; }
}
