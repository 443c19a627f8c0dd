namespace Nuka.Build.Profiles;

/// <summary>How a program is shown in a profile.</summary>
public sealed class ExposedProgram
{
    private ExposedProgram(bool isShown, byte[]? starter, string? reason) =>
        (IsShown, Starter, Reason) = (isShown, starter is null ? (ReadOnlyMemory<byte>?)null : new ReadOnlyMemory<byte>(starter), reason);

    /// <summary>As it is.</summary>
    public static ExposedProgram AsItIs { get; } = new(true, null, null);

    /// <summary>Whether it is shown at all.</summary>
    public bool IsShown { get; }

    /// <summary>The bytes of the executable file that stands in its place; <see langword="null"/>: it stands there itself.</summary>
    public ReadOnlyMemory<byte>? Starter { get; }

    /// <summary>Why it is not shown, for people.</summary>
    public string? Reason { get; }

    /// <summary>Through a file that starts it.</summary>
    /// <param name="starter">The bytes of the file.</param>
    public static ExposedProgram Through(byte[] starter) => new(true, starter, null);

    /// <summary>Not at all.</summary>
    /// <param name="reason">Why, for people.</param>
    public static ExposedProgram Hidden(string reason) => new(false, null, reason);
}
