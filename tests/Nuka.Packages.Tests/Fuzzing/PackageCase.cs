namespace Nuka.Packages.Tests.Fuzzing;

/// <summary>A package file that was made up.</summary>
/// <param name="Text">The file.</param>
/// <param name="What">What is special about it.</param>
/// <param name="MustBeRefused">Whether nothing of it may ever run.</param>
internal sealed record PackageCase(string Text, string What, bool MustBeRefused);
