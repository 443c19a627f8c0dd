namespace Nuka.Build.Logs;

/// <summary>What a log may take. A build prints what it likes.</summary>
internal static class LogLimits
{
    /// <summary>Bytes of a first line: names and versions of packages are short.</summary>
    internal const int HeaderBytes = 4096;

    /// <summary>Bytes of what a build printed that are kept: the loudest builds print some ten megabytes.</summary>
    internal const long TextBytes = 256L << 20;

    /// <summary>Characters of a line that are shown while a build runs, or read as one line.</summary>
    internal const int LineLength = 8192;
}
