namespace Nuka.Cli.Diagnosis;

/// <summary>How the machine stands to one thing that nuka needs or can use.</summary>
internal enum Standing
{
    /// <summary>It is there and was tried.</summary>
    Works,

    /// <summary>nuka works without it, less well, as the finding says.</summary>
    Reduced,

    /// <summary>Something that nuka promises cannot be done.</summary>
    Missing,
}
