namespace Nuka.Launcher.Kernel;

/// <summary>Error numbers (errno(3)) that the launcher tells apart.</summary>
internal static class Error
{
    internal const int NotPermitted = 1;
    internal const int NotFound = 2;
    internal const int Interrupted = 4;
    internal const int NotExecutable = 8;
    internal const int Again = 11;
    internal const int NoMemory = 12;
    internal const int AccessDenied = 13;
    internal const int Exists = 17;
    internal const int NoDevice = 19;
    internal const int NotDirectory = 20;
    internal const int IsDirectory = 21;
    internal const int Invalid = 22;
    internal const int NoSpace = 28;
    internal const int NameTooLong = 36;
    internal const int NoSuchCall = 38;
    internal const int TooManyLinks = 40;
    internal const int UsersExceeded = 87;
    internal const int NotSupported = 95;
}
